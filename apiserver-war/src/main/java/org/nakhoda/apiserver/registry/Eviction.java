package org.nakhoda.apiserver.registry;

import java.time.Clock;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/eviction}: a deletion that the disruption budgets of the pod must allow. */
final class Eviction {
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");
    private static final String DISRUPTION = "DisruptionTarget";

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
        String name = ObjectMetadata.text(eviction, "name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        admission.ask(AdmissionChain.request(Operation.CREATE, call, ObjectKind.of(type), eviction, null));
        JsonNode sent = eviction.path("deleteOptions");
        DeleteOptions options = DeleteOptions.read(call, sent.isObject() ? (ObjectNode) sent : Json.object());
        evict(options.dryRun() ? call.asDryRun() : call, options);
        return Responses.success(call, 201, "");
    }

    private void evict(Call call, DeleteOptions options) {
        StoredObject pod = get.current(call);
        Delete.checkPreconditions(call, options, pod);
        if (!finished(pod)) {
            spendBudget(call, pod);
        }
        if (options.dryRun()) {
            delete.delete(call, options, Asking.NONE);
            return;
        }
        byte[] disrupted =
                update.update(call, Part.SERVER, current -> disrupted(current.deepCopy(), options), Asking.NONE);
        ObjectNode told = StoredShape.tree(call.type(), disrupted);
        delete.delete(call, options.following(ObjectMetadata.text(told, "resourceVersion")), Asking.NONE);
    }

    /** The pod's condition tells its owner why it ends. */
    private ObjectNode disrupted(ObjectNode pod, DeleteOptions options) {
        ObjectMetadata.of(pod).put("resourceVersion", options.resourceVersion());
        ObjectNode condition = condition(pod);
        if (!condition.path("status").asString("").equals("True")) {
            condition.put("lastTransitionTime", ObjectMetadata.seconds(clock.instant()));
        }
        condition.put("status", "True").put("reason", "EvictionByEvictionAPI").put("message", "Eviction API: evicting");
        return pod;
    }

    private static ObjectNode condition(ObjectNode pod) {
        for (ObjectNode condition : Tree.objects(pod.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(DISRUPTION)) {
                return condition;
            }
        }
        return pod.withObject("/status").withArray("/conditions").addObject().put("type", DISRUPTION);
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
        String name = ObjectMetadata.text(budget, "name");
        if (!current) {
            throw refusal("The disruption budget " + name + " is still being processed by the server.", 10);
        }
        if (allowed <= 0) {
            throw refusal(
                    "The disruption budget " + name + " needs "
                            + status.path("desiredHealthy").asLong(0) + " healthy pods and has "
                            + status.path("currentHealthy").asLong(0) + " currently",
                    0);
        }
        status.put("disruptionsAllowed", allowed - 1);
        status.withObject("/disruptedPods").put(call.name(), ObjectMetadata.seconds(clock.instant()));
        return budget;
    }

    /** @param seconds after which a client may try again by itself; 0 to leave it to the client */
    private static ApiException refusal(String why, int seconds) {
        String message = "Cannot evict pod as it would violate the pod's disruption budget.";
        return ApiException.tryAgain(Reason.TOO_MANY_REQUESTS, message, seconds, "")
                .because(new Cause("DisruptionBudget", why, ""));
    }
}
