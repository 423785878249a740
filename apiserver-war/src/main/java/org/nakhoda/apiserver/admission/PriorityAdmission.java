package org.nakhoda.apiserver.admission;

import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns a pod's {@code priorityClassName} into its priority; pods without one get the global default class, or 0. There is at most one default. */
public final class PriorityAdmission implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource PRIORITY_CLASSES = new GroupResource("scheduling.k8s.io", "priorityclasses");

    private final ClusterStore store;

    public PriorityAdmission(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (!request.subresource().isEmpty()) {
            return false;
        }
        return switch (request.operation()) {
            case CREATE ->
                request.type().resource().equals(PODS)
                        || request.type().resource().equals(PRIORITY_CLASSES);
            case UPDATE -> request.type().resource().equals(PRIORITY_CLASSES);
            default -> false;
        };
    }

    /** There is one default for all pods. */
    @Override
    public void validate(AdmissionRequest request) {
        if (!request.type().resource().equals(PRIORITY_CLASSES)
                || !request.object().path("globalDefault").asBoolean(false)) {
            return;
        }
        String own = request.object().path("metadata").path("name").asString("");
        globalDefault()
                .map(present -> present.path("metadata").path("name").asString(""))
                .filter(present -> !present.equals(own))
                .ifPresent(present -> {
                    throw ApiException.forbidden(
                            PRIORITY_CLASSES,
                            own,
                            "PriorityClass " + present + " is already marked as default. Only one default can exist");
                });
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.type().resource().equals(PODS)) {
            return;
        }
        ObjectNode spec = request.object().withObject("/spec");
        String className = spec.path("priorityClassName").asString("");
        Optional<JsonNode> chosen = className.isEmpty() ? globalDefault() : Optional.of(named(request, className));
        int priority = chosen.map(c -> c.path("value").asInt(0)).orElse(0);
        JsonNode given = spec.path("priority");
        if (given.isIntegralNumber() && given.asInt() != priority) {
            throw ApiException.forbidden(
                    PODS,
                    request.name(),
                    "the integer value of priority (" + given.asInt()
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        chosen.ifPresent(c ->
                spec.put("priorityClassName", c.path("metadata").path("name").asString("")));
        spec.put("priority", priority);
        String policy = chosen.map(c -> c.path("preemptionPolicy").asString("PreemptLowerPriority"))
                .orElse("PreemptLowerPriority");
        String stated = spec.path("preemptionPolicy").asString("");
        if (!stated.isEmpty() && !stated.equals(policy)) {
            throw ApiException.forbidden(
                    PODS,
                    request.name(),
                    "the string value of PreemptionPolicy (" + stated
                            + ") must not be provided in pod spec; priority admission controller computed " + policy
                            + " from the given PriorityClass name");
        }
        spec.put("preemptionPolicy", policy);
    }

    private JsonNode named(AdmissionRequest request, String className) {
        return store.get(new ResourceKey(PRIORITY_CLASSES, "", className))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.forbidden(
                        PODS, request.name(), "no PriorityClass with name " + className + " was found"));
    }

    /** The lowest of the classes that call themselves default, should there be several. */
    private Optional<JsonNode> globalDefault() {
        JsonNode lowest = null;
        for (StoredObject object : store.list(PRIORITY_CLASSES, "").objects()) {
            JsonNode candidate = Json.parse(object.json());
            if (candidate.path("globalDefault").asBoolean(false)
                    && (lowest == null
                            || candidate.path("value").asInt(0)
                                    < lowest.path("value").asInt(0))) {
                lowest = candidate;
            }
        }
        return Optional.ofNullable(lowest);
    }
}
