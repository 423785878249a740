package org.nakhoda.apiserver.admission.webhook;

import java.util.HashMap;
import java.util.Map;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One webhook of a configuration, as it is declared and defaulted. */
record Hook(JsonNode spec, LabelSelector namespaces, LabelSelector objects) {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");

    static Hook of(JsonNode spec) {
        return new Hook(
                spec,
                LabelSelector.fromObject(spec.path("namespaceSelector")),
                LabelSelector.fromObject(spec.path("objectSelector")));
    }

    String name() {
        return spec.path("name").asString("");
    }

    boolean ignoresFailure() {
        return spec.path("failurePolicy").asString("").equals("Ignore");
    }

    boolean isCalledAgain() {
        return spec.path("reinvocationPolicy").asString("").equals("IfNeeded");
    }

    boolean takesOtherVersions() {
        return spec.path("matchPolicy").asString("").equals("Equivalent");
    }

    int timeoutSeconds() {
        return spec.path("timeoutSeconds").asInt(10);
    }

    boolean supportsDryRun() {
        String effects = spec.path("sideEffects").asString("");
        return effects.equals("None") || effects.equals("NoneOnDryRun");
    }

    /** Whether a rule names this operation on this version of the resource. */
    boolean rulesMatch(AdmissionRequest request, ResourceType type) {
        for (JsonNode rule : spec.path("rules")) {
            if (has(rule, "operations", request.operation().name())
                    && has(rule, "apiGroups", type.group())
                    && has(rule, "apiVersions", type.version())
                    && scopeMatches(rule, request)
                    && resourceMatches(rule, type.resource().resource(), request.subresource())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(JsonNode rule, String field, String value) {
        for (JsonNode candidate : rule.path(field)) {
            String text = candidate.asString("");
            if (text.equals("*") || text.equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** A Namespace is of the cluster, although it is in itself. */
    private static boolean scopeMatches(JsonNode rule, AdmissionRequest request) {
        return switch (rule.path("scope").asString("*")) {
            case "Namespaced" -> request.type().namespaced();
            case "Cluster" -> !request.type().namespaced();
            default -> true;
        };
    }

    private static boolean resourceMatches(JsonNode rule, String resource, String subresource) {
        for (JsonNode candidate : rule.path("resources")) {
            String[] parts = candidate.asString("").split("/", 2);
            String wantedSubresource = parts.length == 2 ? parts[1] : "";
            if ((parts[0].equals("*") || parts[0].equals(resource))
                    && (wantedSubresource.equals(subresource) || wantedSubresource.equals("*"))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the object, as it was or as it will be, and its namespace have the labels that are asked for. */
    boolean selects(AdmissionRequest request, ClusterStore store) {
        return namespaceSelected(request, store) && objectSelected(request);
    }

    private boolean namespaceSelected(AdmissionRequest request, ClusterStore store) {
        if (namespaces.isEverything()) {
            return true;
        }
        if (request.type().namespaced()) {
            return namespaces.matches(store.get(new ResourceKey(NAMESPACES, "", request.namespace()))
                    .map(namespace -> labels(Json.parse(namespace.json())))
                    .orElse(Map.of()));
        }
        if (request.type().resource().equals(NAMESPACES)) {
            return namespaces.matches(labels(request.object() == null ? request.old() : request.object()));
        }
        return true;
    }

    private boolean objectSelected(AdmissionRequest request) {
        return objects.isEverything() || objectSelected(request.object()) || objectSelected(request.old());
    }

    private boolean objectSelected(ObjectNode object) {
        return object != null && objects.matches(labels(object));
    }

    private static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }
}
