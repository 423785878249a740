package org.nakhoda.apiserver.allocation;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the ServiceCIDR objects: makes the cluster's own, says of each whether it is ready, and lets one that is deleted go
 * once every address in use is covered by another.
 */
final class RangeObjects {
    private static final List<String> COLLECTION = List.of("apis", "networking.k8s.io", "v1", "servicecidrs");

    private final ClusterStore store;
    private final SelfClient api;
    private final List<IpRange> configured;
    private final InstantSource clock;

    RangeObjects(ClusterStore store, SelfClient api, List<IpRange> configured, InstantSource clock) {
        this.store = store;
        this.api = api;
        this.configured = configured;
        this.clock = clock;
    }

    void reconcile(Ledger.View view) {
        ServiceRange own = view.ranges().get(Ledger.DEFAULT_RANGE);
        if (own == null) {
            ObjectNode object =
                    Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "ServiceCIDR");
            object.putObject("metadata").put("name", Ledger.DEFAULT_RANGE);
            ArrayNode cidrs = object.putObject("spec").putArray("cidrs");
            configured.forEach(range -> cidrs.add(range.toString()));
            api.create(COLLECTION, object);
        } else if (!own.leaving()
                && own.ranges().size() == 1
                && configured.size() == 2
                && own.ranges().get(0).equals(configured.get(0))) {
            edit(own, object -> object.withObject("/spec")
                    .withArrayProperty("cidrs")
                    .add(configured.get(1).toString()));
        }
        for (ServiceRange range : view.ranges().values()) {
            if (range.leaving()) {
                leave(range, view);
            } else if (!range.held()) {
                edit(range, object -> object.withObject("/metadata")
                        .withArrayProperty("finalizers")
                        .add(ServiceRange.FINALIZER));
            } else if (!range.ready().equals("True")) {
                say(range, "True", "", "Services can be given addresses of this range.");
            }
        }
    }

    private void leave(ServiceRange range, Ledger.View view) {
        if (!range.held()) {
            return;
        }
        if (isNeeded(range, view)) {
            if (!range.ready().equals("False")) {
                say(
                        range,
                        "False",
                        "Terminating",
                        "Addresses of this range are in use: delete their holders, or create a ServiceCIDR that covers them.");
            }
            return;
        }
        edit(range, object -> {
            ArrayNode finalizers = object.withObject("/metadata").withArrayProperty("finalizers");
            for (int i = finalizers.size() - 1; i >= 0; i--) {
                if (finalizers.get(i).asString("").equals(ServiceRange.FINALIZER)) {
                    finalizers.remove(i);
                }
            }
        });
    }

    /** Whether there is an address in use that no other range, which stays, covers. */
    static boolean isNeeded(ServiceRange leaving, Ledger.View view) {
        for (Map.Entry<ResourceKey, Claims> holder : view.held().entrySet()) {
            for (String address : holder.getValue().addresses()) {
                if (leaving.contains(address)
                        && view.ranges().values().stream()
                                .noneMatch(other -> !other.leaving() && other.contains(address))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void say(ServiceRange range, String ready, String reason, String message) {
        ObjectNode object = current(range);
        if (object == null) {
            return;
        }
        ArrayNode conditions = object.withObject("/status").putArray("conditions");
        ObjectNode condition = conditions
                .addObject()
                .put("type", "Ready")
                .put("status", ready)
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("message", message);
        condition.put("reason", reason);
        api.update(path(range, "status"), object);
    }

    private interface Edit {
        void edit(ObjectNode object);
    }

    private void edit(ServiceRange range, Edit edit) {
        ObjectNode object = current(range);
        if (object != null) {
            edit.edit(object);
            api.update(path(range, ""), object);
        }
    }

    private ObjectNode current(ServiceRange range) {
        JsonNode found = store.get(new ResourceKey(Ledger.RANGES, "", range.name()))
                .map(object -> Json.parse(object.json()))
                .orElse(null);
        return (ObjectNode) found;
    }

    private static List<String> path(ServiceRange range, String subresource) {
        return subresource.isEmpty()
                ? List.of("apis", "networking.k8s.io", "v1", "servicecidrs", range.name())
                : List.of("apis", "networking.k8s.io", "v1", "servicecidrs", range.name(), subresource);
    }
}
