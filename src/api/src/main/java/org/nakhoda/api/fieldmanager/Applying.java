package org.nakhoda.api.fieldmanager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.fieldmanager.FieldManager.Operation;
import org.nakhoda.api.fieldmanager.ManagedFields.Entry;
import org.nakhoda.api.fieldmanager.Versions.Shape;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-side apply: a manager states the part of an object that it cares for, all of it each time. What it states
 * becomes so, what it stated before and does not state any more goes unless somebody else manages it, and what others
 * manage and it would change is a conflict.
 */
public final class Applying {
    /** Who managed the fields of an object that was made before managers were noted. */
    static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** Where kubectl keeps what it applied when it compares by itself. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final String KUBECTL = "kubectl";
    /** Kubernetes' limit on all annotations together. */
    private static final int MAX_ANNOTATION = 256 * 1024;

    private final Schema schema;
    private final FieldManager applier;
    private final boolean force;
    private final Instant now;

    private final Versions versions;

    /**
     * @param schema null if nothing is known
     * @param versions in which the fields' other managers may have named them
     */
    public Applying(Schema schema, Versions versions, FieldManager applier, boolean force, Instant now) {
        this.schema = schema;
        this.versions = versions;
        this.applier = applier;
        this.force = force;
        this.now = now;
    }

    /** What comes of it. */
    public sealed interface Outcome {}

    /** The new state, a tree of its own, and its managers, which do not stand in it. */
    public record Applied(ObjectNode object, ManagedFields managed) implements Outcome {}

    /** Others manage fields that would change. At least one. */
    public record Conflicts(List<Conflict> list) implements Outcome {}

    /** A field, as people read it, and who manages it. */
    public record Conflict(FieldManager manager, String path) {}

    /**
     * The managers of an object that is made by applying.
     *
     * @throws InvalidConfigurationException see {@link #apply}
     */
    public ManagedFields created(ObjectNode configuration) {
        return ManagedFields.NONE.with(
                applier, ManagedFields.time(now), managed(AppliedFields.of(schema, configuration)));
    }

    /**
     * @param live not edited
     * @param configuration not edited; without the fields that applying cannot write
     * @throws InvalidConfigurationException if the configuration's lists are ambiguous
     */
    public Outcome apply(ObjectNode live, ObjectNode configuration, ManagedFields managed) {
        ManagedFields known = managed.isEmpty() ? unnoted(live) : managed;
        Outcome outcome = attempt(live, configuration, known, force);
        if (outcome instanceof Conflicts conflicts && applier.name().equals(KUBECTL)) {
            FieldSet own = lastApplied(live);
            List<Conflict> others = new ArrayList<>(conflicts.list());
            List<String> ownPaths = own.paths();
            others.removeIf(conflict -> ownPaths.contains(conflict.path()));
            outcome = others.isEmpty() ? attempt(live, configuration, known, true) : new Conflicts(others);
        }
        if (outcome instanceof Applied applied && applier.name().equals(KUBECTL)) {
            keepLastApplied(applied.object(), configuration);
        }
        return outcome;
    }

    private ManagedFields unnoted(ObjectNode live) {
        FieldManager before = new FieldManager(BEFORE_FIRST_APPLY, Operation.UPDATE, applier.apiVersion(), "");
        return Tracking.created(schema, live, before, now);
    }

    private Outcome attempt(ObjectNode live, ObjectNode configuration, ManagedFields managed, boolean forced) {
        FieldSet stated = AppliedFields.of(schema, configuration);
        Entry last = managed.find(applier).orElse(null);
        FieldSet fields = managed(stated);
        if (last != null && last.fields().equals(fields)) {
            fields = last.fields(); // written in the same order, so that nothing changes where nothing does
        }
        ObjectNode object = live.deepCopy();
        ConfigurationMerge.into(schema, object, configuration);
        if (last != null && last.fields() != fields) {
            object = pruned(object, last, managed.with(applier, "", stated));
        }
        Changes changes = new Changes(versions, applier.apiVersion(), schema, live, object);
        if (!forced) {
            List<Conflict> conflicts = conflicts(managed, changes);
            if (!conflicts.isEmpty()) {
                return new Conflicts(conflicts);
            }
        }
        ManagedFields left = managed.without(changes, applier);
        boolean same = changes.own().isEmpty()
                && last != null
                && last.fields() == fields
                && last.manager().equals(applier);
        return new Applied(object, left.with(applier, same ? last.time() : ManagedFields.time(now), fields));
    }

    /**
     * Without what was applied last and is nobody's now. It is removed as the version sees the object in which it was applied;
     * what managers in other versions hold of it is put back as they see it.
     *
     * @param merged may be edited
     * @param now all managers, with what is stated now
     */
    private ObjectNode pruned(ObjectNode merged, Entry last, ManagedFields now) {
        Map<String, FieldSet> kept = now.unions();
        FieldSet alike = kept.remove(last.manager().apiVersion());
        Shape shape = shape(last.manager().apiVersion());
        if (shape == null) {
            return merged;
        }
        ObjectNode pruned = shape.from().apply(kept.isEmpty() ? merged : merged.deepCopy());
        Removal.from(shape.schema(), pruned, last.fields(), alike == null ? FieldSet.EMPTY : alike);
        ObjectNode result = shape.to().apply(pruned);
        for (Map.Entry<String, FieldSet> other : kept.entrySet()) {
            Shape seen = shape(other.getKey());
            if (seen != null) {
                ObjectNode restored = seen.from().apply(merged.deepCopy());
                FieldSet lost = Changes.between(seen, merged, result).removed();
                Removal.from(seen.schema(), restored, lost, other.getValue());
                result = seen.to().apply(restored);
            }
        }
        return result;
    }

    /** Null if the version is not served any more. */
    private Shape shape(String apiVersion) {
        return apiVersion.equals(applier.apiVersion())
                ? new Shape(schema, object -> object, object -> object)
                : versions.find(apiVersion).orElse(null);
    }

    private List<Conflict> conflicts(ManagedFields managed, Changes changes) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Entry entry : managed.entries()) {
            if (!entry.manager().is(applier)) {
                changes.in(entry.manager().apiVersion())
                        .map(seen -> entry.fields().intersection(seen.written()).paths())
                        .ifPresent(paths -> paths.forEach(path -> conflicts.add(new Conflict(entry.manager(), path))));
            }
        }
        return conflicts;
    }

    /** Without what is nobody's, though a configuration must state it. */
    private static FieldSet managed(FieldSet stated) {
        ObjectNode metadata = Json.object();
        Comparison.UNMANAGED_METADATA.forEach(name -> metadata.set(PathElement.field(name), Json.object()));
        ObjectNode unmanaged = Json.object();
        unmanaged.set("f:apiVersion", Json.object());
        unmanaged.set("f:kind", Json.object());
        unmanaged.set("f:metadata", metadata);
        return stated.difference(FieldSet.of(unmanaged));
    }

    /**
     * What kubectl applied when it compared by itself, as far as it still is so: such fields are kubectl's own, under
     * whatever name they are noted.
     */
    private FieldSet lastApplied(ObjectNode live) {
        String text =
                live.path("metadata").path("annotations").path(LAST_APPLIED).asString("");
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        try {
            if (Json.parse(text) instanceof ObjectNode applied) {
                Comparison since = Comparison.between(schema, applied, live);
                return AppliedFields.of(schema, applied)
                        .difference(since.modified())
                        .difference(since.added())
                        .difference(since.removed());
            }
        } catch (tools.jackson.core.JacksonException | InvalidConfigurationException e) {
            return FieldSet.EMPTY; // whoever wrote the annotation, it was not kubectl
        }
        return FieldSet.EMPTY;
    }

    /** As long as the annotation is there it tells the truth, so that an older kubectl can go on with it. */
    private static void keepLastApplied(ObjectNode object, ObjectNode configuration) {
        JsonNode annotations = object.path("metadata").path("annotations");
        if (annotations instanceof ObjectNode map && map.has(LAST_APPLIED)) {
            ObjectNode applied = configuration.deepCopy();
            if (applied.path("metadata").path("annotations") instanceof ObjectNode stated) {
                stated.remove(LAST_APPLIED);
                if (stated.isEmpty()) {
                    ((ObjectNode) applied.get("metadata")).remove("annotations");
                }
            }
            String text = applied + "\n";
            map.put(LAST_APPLIED, text.length() < MAX_ANNOTATION ? text : "");
        }
    }
}
