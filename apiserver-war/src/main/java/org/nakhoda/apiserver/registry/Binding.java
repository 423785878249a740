package org.nakhoda.apiserver.registry;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/binding}, or {@code bindings}: the scheduler's decision. Gives a pod its node, once. */
final class Binding {
    private final Catalogue catalogue;
    private final Update update;
    private final AdmissionChain admission;
    private final Clock clock;

    Binding(Catalogue catalogue, Update update, AdmissionChain admission, Clock clock) {
        this.catalogue = catalogue;
        this.update = update;
        this.admission = admission;
        this.clock = clock;
    }

    /** {@code pods/NAME/binding}. */
    ApiResponse handle(Call call) {
        ObjectNode binding = Bodies.object(call, type("Binding"));
        String name = ObjectMetadata.text(binding, "name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw ApiException.badRequest("name in URL does not match name in Binding object");
        }
        return bind(call, binding);
    }

    /** {@code bindings}: the binding's own name is the pod's. */
    ApiResponse create(Call call) {
        ObjectNode binding = Bodies.object(call);
        RequestTarget target = call.target();
        String name = ObjectMetadata.text(binding, "name");
        if (name.isEmpty()) {
            throw ApiException.badRequest("name is required: it is the name of the pod to be bound");
        }
        RequestTarget pod = new RequestTarget(
                target.verb(),
                target.group(),
                target.version(),
                "pods",
                "binding",
                target.namespace(),
                name,
                target.rest());
        return bind(call.about(type("Pod"), pod), binding);
    }

    private ResourceType type(String kind) {
        return catalogue
                .byKind("", "v1", kind)
                .orElseThrow(() -> new IllegalStateException("the catalogue has no v1 " + kind));
    }

    private ApiResponse bind(Call call, ObjectNode binding) {
        AdmissionRequest asked =
                AdmissionChain.request(Operation.CREATE, call, ObjectKind.of(type("Binding")), binding, null);
        admission.mutate(asked);
        String node = binding.path("target").path("name").asString("");
        String targetKind = binding.path("target").path("kind").asString("");
        Validation.check(type("Binding"), call.name(), errors -> {
            if (node.isEmpty()) {
                errors.required("target.name", "");
            }
            if (!targetKind.isEmpty() && !targetKind.equals("Node")) {
                errors.notSupported("target.kind", binding.path("target").path("kind"), List.of("Node"));
            }
        });
        admission.validate(asked);
        update.update(call, Part.SERVER, current -> bind(call, current.deepCopy(), binding, node), Asking.NONE);
        return Responses.success(call, 201, "");
    }

    private ObjectNode bind(Call call, ObjectNode pod, ObjectNode binding, String node) {
        ObjectNode metadata = ObjectMetadata.of(pod);
        String uid = ObjectMetadata.text(binding, "uid");
        if (!uid.isEmpty() && !uid.equals(metadata.path("uid").asString(""))) {
            throw conflict(call, "the pod's UID is " + metadata.path("uid").asString("") + ", not " + uid);
        }
        if (metadata.hasNonNull("deletionTimestamp")) {
            throw conflict(call, "pod " + call.name() + " is being deleted, cannot be assigned to a host");
        }
        String assigned = pod.path("spec").path("nodeName").asString("");
        if (!assigned.isEmpty()) {
            throw conflict(call, "pod " + call.name() + " is already assigned to node \"" + assigned + "\"");
        }
        if (!pod.path("spec").path("schedulingGates").isEmpty()) {
            throw conflict(call, "pod " + call.name() + " has non-empty .spec.schedulingGates");
        }
        metadata.remove("resourceVersion");
        for (String given : List.of("annotations", "labels")) {
            for (Map.Entry<String, JsonNode> entry :
                    binding.path("metadata").path(given).properties()) {
                metadata.withObject("/" + given).set(entry.getKey(), entry.getValue());
            }
        }
        ((ObjectNode) pod.path("spec")).put("nodeName", node);
        scheduled(pod);
        return pod;
    }

    private void scheduled(ObjectNode pod) {
        ObjectNode status = pod.withObject("/status");
        ArrayNode conditions = status.withArray("/conditions");
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i).path("type").asString("").equals("PodScheduled")) {
                conditions.remove(i);
                break;
            }
        }
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastTransitionTime", ObjectMetadata.seconds(clock.instant()));
    }

    private static ApiException conflict(Call call, String why) {
        return ApiException.conflict(call.resource(), call.name(), why);
    }
}
