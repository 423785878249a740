package org.nakhoda.apiserver.registry;

import java.time.Clock;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/eviction}: a deletion that the disruption budgets of the pod must allow. */
final class Eviction {
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

    private final ClusterStore store;
    private final Catalogue catalogue;
    private final Get get;
    private final Update update;
    private final Delete delete;
    private final AdmissionChain admission;
    private final Clock clock;

    Eviction(
            ClusterStore store,
            Catalogue catalogue,
            Get get,
            Update update,
            Delete delete,
            AdmissionChain admission,
            Clock clock) {
        this.store = store;
        this.catalogue = catalogue;
        this.get = get;
        this.update = update;
        this.delete = delete;
        this.admission = admission;
        this.clock = clock;
    }

    ApiResponse handle(Call call) {
        if (!call.target().verb().equals("create")) {
            throw Refusals.methodNotAllowed();
        }
        ResourceType type = catalogue
                .byKind("policy", "v1", "Eviction")
                .orElseThrow(() -> new IllegalStateException("the catalogue has no policy/v1 Eviction"));
        ObjectNode eviction = Bodies.object(call, type);
        admission.ask(AdmissionChain.request(Operation.CREATE, call, ObjectKind.of(type), eviction, null));
        JsonNode options = eviction.path("deleteOptions");
        StoredObject pod = get.current(call);
        if (!finished(pod)) {
            spendBudget(call, pod);
        }
        delete.delete(
                call, DeleteOptions.read(call, options.isObject() ? (ObjectNode) options : Json.object()), Asking.NONE);
        return Responses.success(call, 201, "");
    }

    /** Who has ended, or is going anyway, disturbs nobody. */
    private static boolean finished(StoredObject pod) {
        JsonNode tree = Json.parse(pod.json());
        String phase = tree.path("status").path("phase").asString("");
        return phase.equals("Succeeded")
                || phase.equals("Failed")
                || phase.equals("Pending")
                || tree.path("metadata").hasNonNull("deletionTimestamp");
    }

    private void spendBudget(Call call, StoredObject pod) {
        StoredObject budget = null;
        for (StoredObject candidate : store.list(BUDGETS, call.namespace()).objects()) {
            if (selects(candidate, pod)) {
                if (budget != null) {
                    throw ApiException.of(
                            Reason.INTERNAL_ERROR,
                            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
                }
                budget = candidate;
            }
        }
        if (budget == null || !ready(pod) && unreadyMayGo(budget)) {
            return;
        }
        ResourceType type = catalogue
                .storage(BUDGETS)
                .orElseThrow(() -> new IllegalStateException("the catalogue has no PodDisruptionBudget"));
        Call about = call.about(
                type, call.target().object(call.namespace(), budget.key().name()));
        update.update(about, Part.SERVER, current -> spent(call, current.deepCopy()), Asking.NONE);
    }

    private static boolean ready(StoredObject pod) {
        for (JsonNode condition : Json.parse(pod.json()).path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                return condition.path("status").asString("").equals("True");
            }
        }
        return false;
    }

    /** A pod that is not ready serves nobody: it may go if the budget says so, or if enough others are healthy. */
    private static boolean unreadyMayGo(StoredObject budget) {
        JsonNode tree = Json.parse(budget.json());
        JsonNode status = tree.path("status");
        long desired = status.path("desiredHealthy").asLong(0);
        return tree.path("spec").path("unhealthyPodEvictionPolicy").asString("").equals("AlwaysAllow")
                || desired > 0 && status.path("currentHealthy").asLong(0) >= desired;
    }

    private static boolean selects(StoredObject budget, StoredObject pod) {
        JsonNode selector = Json.parse(budget.json()).path("spec").path("selector");
        return LabelSelector.fromObject(selector).matches(pod.labels());
    }

    private ObjectNode spent(Call call, ObjectNode budget) {
        ObjectMetadata.of(budget).remove("resourceVersion");
        ObjectNode status = budget.withObject("/status");
        long allowed = status.path("disruptionsAllowed").asLong(0);
        boolean current = status.path("observedGeneration").asLong(0)
                >= ObjectMetadata.of(budget).path("generation").asLong(0);
        if (!current) {
            throw ApiException.tryAgain(
                    Reason.TOO_MANY_REQUESTS,
                    "The disruption budget " + ObjectMetadata.text(budget, "name")
                            + " is still being processed by the server.",
                    10,
                    "DisruptionBudget");
        }
        if (allowed <= 0) {
            throw ApiException.about(
                    Reason.TOO_MANY_REQUESTS,
                    call.resource(),
                    call.name(),
                    "Cannot evict pod as it would violate the pod's disruption budget.");
        }
        status.put("disruptionsAllowed", allowed - 1);
        status.withObject("/disruptedPods").put(call.name(), ObjectMetadata.seconds(clock.instant()));
        return budget;
    }
}
