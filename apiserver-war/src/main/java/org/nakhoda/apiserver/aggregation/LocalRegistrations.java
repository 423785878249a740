package org.nakhoda.apiserver.aggregation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.discovery.ApiPriority;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which APIServices there are to be for the group versions that this server serves itself, built in or declared by
 * CustomResourceDefinitions. One that an administrator has made for the same group version, that is one without the label
 * of those that are kept here, is left alone.
 */
final class LocalRegistrations {
    private LocalRegistrations() {}

    /** A write that is due. */
    sealed interface Change {
        record Create(ObjectNode object) implements Change {}

        /** The stored object with what was wrong put right; its resourceVersion is the precondition. */
        record Update(String name, ObjectNode object) implements Change {}

        /** Of this very incarnation. */
        record Delete(String name, String uid) implements Change {}
    }

    /**
     * @param starting whether the built-in ones are looked after, too
     */
    static List<Change> due(
            Collection<ResourceType> builtin,
            Collection<ResourceType> served,
            Collection<ApiService> present,
            boolean starting) {
        Map<String, ObjectNode> wanted = new LinkedHashMap<>();
        for (ResourceType type : builtin) {
            // the registry of registrations is none of those that can be registered
            if (!type.group().equals(ApiServices.RESOURCE.group())) {
                wanted.computeIfAbsent(
                        ApiService.name(type.group(), type.version()), name -> object(name, type, ApiService.AT_START));
            }
        }
        for (ResourceType type : served) {
            if (!type.group().equals(ApiServices.RESOURCE.group())) {
                wanted.computeIfAbsent(
                        ApiService.name(type.group(), type.version()), name -> object(name, type, ApiService.ALWAYS));
            }
        }
        List<Change> due = new ArrayList<>();
        for (ApiService service : present) {
            ObjectNode right = wanted.remove(service.name());
            if (service.automanaged().isEmpty() || (service.automanaged().equals(ApiService.AT_START) && !starting)) {
                continue;
            }
            if (right == null) {
                due.add(new Change.Delete(
                        service.name(),
                        service.object().path("metadata").path("uid").asString("")));
            } else if (!service.object().path("spec").equals(right.path("spec"))) {
                ObjectNode next = (ObjectNode) service.object().deepCopy();
                next.set("spec", right.path("spec"));
                due.add(new Change.Update(service.name(), next));
            }
        }
        for (ObjectNode missing : wanted.values()) {
            String kept =
                    missing.at("/metadata/labels").path(ApiService.AUTOMANAGED).asString("");
            if (starting || kept.equals(ApiService.ALWAYS)) {
                due.add(new Change.Create(missing));
            }
        }
        return due;
    }

    private static ObjectNode object(String name, ResourceType type, String kept) {
        ObjectNode object =
                Json.object().put("apiVersion", "apiregistration.k8s.io/v1").put("kind", "APIService");
        object.putObject("metadata").put("name", name).putObject("labels").put(ApiService.AUTOMANAGED, kept);
        ApiPriority priority =
                kept.equals(ApiService.ALWAYS) ? ApiPriority.CUSTOM : ApiPriority.of(type.group(), type.version());
        ObjectNode spec = object.putObject("spec");
        if (!type.group().isEmpty()) {
            spec.put("group", type.group());
        }
        spec.put("version", type.version())
                .put("groupPriorityMinimum", priority.group())
                .put("versionPriority", priority.version());
        return object;
    }
}
