package org.nakhoda.apiserver.flowcontrol;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the default objects, and says of each schema whether its priority level exists. */
final class FlowObjects {
    static final String GROUP = "flowcontrol.apiserver.k8s.io";
    static final GroupResource SCHEMAS = new GroupResource(GROUP, "flowschemas");
    static final GroupResource LEVELS = new GroupResource(GROUP, "prioritylevelconfigurations");

    private final ClusterStore store;
    private final SelfClient api;
    private final InstantSource clock;

    FlowObjects(ClusterStore store, SelfClient api, InstantSource clock) {
        this.store = store;
        this.api = api;
        this.clock = clock;
    }

    void reconcile() {
        DefaultFlowObjects.levels().forEach(level -> keep(LEVELS, level));
        DefaultFlowObjects.schemas().forEach(schema -> keep(SCHEMAS, schema));
        for (StoredObject stored : store.list(SCHEMAS, "").objects()) {
            ObjectNode schema = (ObjectNode) Json.parse(stored.json());
            String level = FlowSchema.of(schema).level();
            boolean dangling = store.get(new ResourceKey(LEVELS, "", level)).isEmpty();
            condition(schema, level, dangling).ifPresent(next -> {
                List<String> path = new ArrayList<>(path(SCHEMAS, stored.key().name()));
                path.add("status");
                api.update(path, next);
            });
        }
    }

    private void keep(GroupResource resource, ObjectNode wanted) {
        String name = wanted.path("metadata").path("name").asString();
        Optional<StoredObject> stored = store.get(new ResourceKey(resource, "", name));
        if (stored.isEmpty()) {
            api.create(path(resource, ""), wanted);
            return;
        }
        completed((ObjectNode) Json.parse(stored.get().json()), wanted)
                .ifPresent(next -> api.update(path(resource, name), next));
    }

    /** @return the object to write, or empty if it is right or its administrator's own */
    static Optional<ObjectNode> completed(ObjectNode current, ObjectNode wanted) {
        boolean mandatory = DefaultFlowObjects.MANDATORY.contains(
                wanted.path("metadata").path("name").asString());
        String annotation = current.path("metadata")
                .path("annotations")
                .path(DefaultFlowObjects.AUTOUPDATE)
                .asString("");
        boolean ours = annotation.isEmpty()
                ? current.path("metadata").path("generation").asLong(1) == 1
                : annotation.equals("true");
        if (!mandatory && !ours) {
            return Optional.empty();
        }
        ObjectNode next = current.deepCopy();
        next.withObject("/metadata").withObject("/annotations").put(DefaultFlowObjects.AUTOUPDATE, "true");
        ObjectNode spec = (ObjectNode) wanted.get("spec").deepCopy();
        if (spec.has("exempt") && current.path("spec").path("exempt").isObject()) {
            // how much the exempt level lends is the administrator's, as in Kubernetes
            spec.set("exempt", current.path("spec").path("exempt"));
        }
        next.set("spec", spec);
        return next.equals(current) ? Optional.empty() : Optional.of(next);
    }

    private Optional<ObjectNode> condition(ObjectNode schema, String level, boolean dangling) {
        String status = dangling ? "True" : "False";
        for (JsonNode condition : schema.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Dangling")
                    && condition.path("status").asString("").equals(status)) {
                return Optional.empty();
            }
        }
        schema.withObject("/status")
                .putArray("conditions")
                .addObject()
                .put("type", "Dangling")
                .put("status", status)
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", dangling ? "NotFound" : "Found")
                .put(
                        "message",
                        dangling
                                ? "There is no PriorityLevelConfiguration " + level + "; requests pass this schema over"
                                : "The PriorityLevelConfiguration " + level + " exists");
        return Optional.of(schema);
    }

    private static List<String> path(GroupResource resource, String name) {
        return name.isEmpty()
                ? List.of("apis", GROUP, "v1", resource.resource())
                : List.of("apis", GROUP, "v1", resource.resource(), name);
    }
}
