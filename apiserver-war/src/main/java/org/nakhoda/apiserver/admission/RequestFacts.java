package org.nakhoda.apiserver.admission;

import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.node.ObjectNode;

/** A request in the words of Kubernetes' AdmissionRequest, without its objects: what webhooks are asked and policies see. */
public final class RequestFacts {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");

    private RequestFacts() {}

    /** @param seen the version of the resource in which the request matched */
    public static ObjectNode of(AdmissionRequest request, ResourceType seen) {
        ResourceType sent = request.type();
        ObjectNode facts = Json.object();
        facts.set("kind", seenKind(request, seen).json());
        facts.set("resource", resource(seen));
        facts.set("requestKind", request.kind().json());
        facts.set("requestResource", resource(sent));
        if (!request.subresource().isEmpty()) {
            facts.put("subResource", request.subresource()).put("requestSubResource", request.subresource());
        }
        if (!request.name().isEmpty()) {
            facts.put("name", request.name());
        }
        String namespace = namespace(request);
        if (!namespace.isEmpty()) {
            facts.put("namespace", namespace);
        }
        facts.put("operation", request.operation().name());
        facts.set("userInfo", user(request.user()));
        facts.put("dryRun", request.dryRun());
        facts.set("options", request.context().options());
        return facts;
    }

    /** A Namespace that is there already is in itself. */
    private static String namespace(AdmissionRequest request) {
        boolean itself = request.type().resource().equals(NAMESPACES) && request.operation() != Operation.CREATE;
        return itself ? request.name() : request.namespace();
    }

    /** The kind of the objects as they are shown: another version's only where they are the resource's own. */
    public static ObjectKind seenKind(AdmissionRequest request, ResourceType seen) {
        return request.wholeObject() ? ObjectKind.of(seen) : request.kind();
    }

    /** The object as that version has it. */
    public static ObjectNode seen(AdmissionRequest request, ObjectNode object, ResourceType seen) {
        return object == null || !request.wholeObject() ? object : converted(object, request.type(), seen);
    }

    static ObjectNode converted(ObjectNode object, ResourceType from, ResourceType to) {
        if (from == to) {
            return object;
        }
        ObjectNode stored = from.conversion() == null
                ? object.deepCopy()
                : from.conversion().toStorage(object);
        ObjectNode result = to.conversion() == null ? stored : to.conversion().fromStorage(stored);
        return result.put("apiVersion", to.apiVersion()).put("kind", to.kind());
    }

    private static ObjectNode resource(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("resource", type.resource().resource());
    }

    private static ObjectNode user(UserInfo user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        user.groups().forEach(group -> info.withArray("/groups").add(group));
        if (!user.extra().isEmpty()) {
            ObjectNode extra = info.putObject("extra");
            user.extra().forEach((name, values) -> values.forEach(extra.withArray("/" + pointer(name))::add));
        }
        return info;
    }

    private static String pointer(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
