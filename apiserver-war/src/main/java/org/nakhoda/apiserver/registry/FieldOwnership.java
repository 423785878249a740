package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.fieldmanager.Applying;
import org.nakhoda.api.fieldmanager.Applying.Applied;
import org.nakhoda.api.fieldmanager.Applying.Conflict;
import org.nakhoda.api.fieldmanager.Applying.Conflicts;
import org.nakhoda.api.fieldmanager.FieldManager;
import org.nakhoda.api.fieldmanager.FieldManager.Operation;
import org.nakhoda.api.fieldmanager.InvalidConfigurationException;
import org.nakhoda.api.fieldmanager.ManagedFields;
import org.nakhoda.api.fieldmanager.Tracking;
import org.nakhoda.api.fieldmanager.Versions;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Notes in {@code metadata.managedFields} who wrote what, on every write. */
final class FieldOwnership {
    static final String FIELD = "managedFields";

    private static final Logger LOG = LoggerFactory.getLogger(FieldOwnership.class);

    /** What is written through these is the server's own doing and noted for nobody. */
    private static final Set<String> UNNOTED = Set.of("binding", "eviction");

    private FieldOwnership() {}

    /** A new object is its creator's, as it was sent and defaulted. One that is made by applying says already whose it is. */
    static void created(Call call, ObjectNode object) {
        if (!call.applies()) {
            set(
                    object,
                    Tracking.created(call.type().schema(), object, manager(call, Operation.UPDATE), call.time())
                            .toJson());
        }
    }

    /**
     * What an update changed is its client's. The managers that a client sends are believed, because this is how
     * ownership is moved; that it sends none means nothing, since many do not know of them.
     */
    static void updated(Call call, ObjectNode object, ObjectNode old) {
        if (call.applies()) {
            return;
        }
        JsonNode before = ObjectMetadata.of(old).get(FIELD);
        String subresource = call.target().subresource();
        JsonNode sent = subresource.isEmpty() ? ObjectMetadata.of(object).get(FIELD) : before;
        if (UNNOTED.contains(subresource)) {
            Tree.carry(ObjectMetadata.of(old), ObjectMetadata.of(object), FIELD);
            return;
        }
        if (ManagedFields.isReset(sent)) {
            set(object, null);
            return;
        }
        ManagedFields stored = ManagedFields.stored(before);
        ManagedFields managed = sent == null || sent == before || sent.equals(before)
                ? stored
                : ManagedFields.parse(sent).filter(parsed -> !parsed.isEmpty()).orElse(stored);
        ManagedFields after = managed.isEmpty() ? managed : after(call, object, old, managed);
        if (after == stored) {
            Tree.carry(ObjectMetadata.of(old), ObjectMetadata.of(object), FIELD);
        } else {
            set(object, after.toJson());
        }
    }

    /** An update does not fail because who manages what cannot be told: this stays as it was then, as in Kubernetes. */
    private static ManagedFields after(Call call, ObjectNode object, ObjectNode old, ManagedFields managed) {
        try {
            return Tracking.updated(
                    call.type().schema(),
                    old,
                    object,
                    managed,
                    manager(call, Operation.UPDATE),
                    versions(call),
                    call.time());
        } catch (ApiException e) {
            LOG.warn("the managers of {} \"{}\" stay as they are: {}", call.type(), call.name(), e.getMessage());
            return managed;
        }
    }

    /** What becomes of an object, and of its managers, when a configuration is applied to it. */
    static ObjectNode applied(Call call, ObjectNode live, ObjectNode configuration) {
        JsonNode before = ObjectMetadata.of(live).get(FIELD);
        try {
            Applying.Outcome outcome = applying(call).apply(live, configuration, ManagedFields.stored(before));
            if (outcome instanceof Applied applied) {
                set(applied.object(), applied.managed().toJson());
                return applied.object();
            }
            throw refusal(call, ((Conflicts) outcome).list());
        } catch (InvalidConfigurationException e) {
            throw AppliedConfiguration.untyped(call, e.getMessage());
        }
    }

    /** Notes the managers of an object that is made by applying; {@code object} is the configuration still. */
    static void appliedFirst(Call call, ObjectNode object) {
        try {
            set(object, applying(call).created(object).toJson());
        } catch (InvalidConfigurationException e) {
            throw AppliedConfiguration.untyped(call, e.getMessage());
        }
    }

    private static Applying applying(Call call) {
        return new Applying(
                call.type().schema(),
                versions(call),
                manager(call, Operation.APPLY),
                call.options().force(),
                call.time());
    }

    private static Versions versions(Call call) {
        return new KindVersions(call.catalogue(), call.type());
    }

    private static void set(ObjectNode object, ArrayNode managed) {
        if (managed == null) {
            ObjectMetadata.of(object).remove(FIELD);
        } else {
            ObjectMetadata.of(object).set(FIELD, managed);
        }
    }

    private static FieldManager manager(Call call, Operation operation) {
        ResourceType type = call.type();
        return new FieldManager(
                ManagerName.of(call),
                operation,
                type.apiVersion(),
                call.target().subresource());
    }

    /** Who scales is told of the Scale, whatever field of its object this stands for. */
    private static Conflict told(Call call, Conflict conflict) {
        FieldManager manager = conflict.manager();
        return call.target().subresource().equals("scale")
                ? new Conflict(
                        new FieldManager(
                                manager.name(), manager.operation(), Scaling.API_VERSION, manager.subresource()),
                        ".spec.replicas")
                : conflict;
    }

    private static ApiException refusal(Call call, List<Conflict> found) {
        List<Conflict> conflicts =
                found.stream().map(conflict -> told(call, conflict)).toList();
        List<Cause> causes = new ArrayList<>();
        TreeMap<String, List<String>> byManager = new TreeMap<>();
        for (Conflict conflict : conflicts) {
            String manager = conflict.manager().toString();
            causes.add(new Cause("FieldManagerConflict", "conflict with " + manager, conflict.path()));
            byManager.computeIfAbsent(manager, m -> new ArrayList<>()).add(conflict.path());
        }
        String message = conflicts.size() == 1
                ? "Apply failed with 1 conflict: conflict with " + byManager.firstKey() + ": "
                        + conflicts.get(0).path()
                : "Apply failed with " + conflicts.size() + " conflicts: "
                        + byManager.entrySet().stream()
                                .map(manager -> "conflicts with " + manager.getKey() + ":\n- "
                                        + String.join("\n- ", manager.getValue()))
                                .collect(Collectors.joining("\n"));
        return ApiException.applyConflict(message, causes);
    }
}
