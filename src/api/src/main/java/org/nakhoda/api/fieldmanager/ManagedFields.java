package org.nakhoda.api.fieldmanager;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nakhoda.api.fieldmanager.FieldManager.Operation;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The managers of an object's fields: {@code metadata.managedFields}. Each manager stands once, none is without fields,
 * those that apply stand first and the oldest before the newest. Immutable.
 */
public final class ManagedFields {
    public static final ManagedFields NONE = new ManagedFields(List.of());

    /** So many managers that update are kept apart; the oldest above are remembered as one. */
    static final int MAX_UPDATERS = 10;

    static final String ANCIENT = "ancient-changes";

    private static final String FIELDS_V1 = "FieldsV1";
    private static final Comparator<Entry> ORDER = Comparator.comparing(
                    (Entry e) -> e.manager().operation())
            .thenComparing(Entry::time)
            .thenComparing(e -> e.manager().name())
            .thenComparing(e -> e.manager().apiVersion())
            .thenComparing(e -> e.manager().subresource());
    private static final Comparator<Entry> AGE =
            Comparator.comparing(Entry::time).thenComparing(e -> e.manager().name());

    /**
     * @param time of the last change by this manager, in whole seconds; "" if it is not known
     */
    public record Entry(FieldManager manager, String time, FieldSet fields) {}

    private final List<Entry> entries;

    private ManagedFields(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** What is stored, and therefore well formed. The sets are the tree's own nodes, which must not be edited from now on. */
    public static ManagedFields stored(JsonNode list) {
        return read(list, fields -> fields);
    }

    /** What a client wrote; empty if it is not well formed. */
    public static Optional<ManagedFields> parse(JsonNode list) {
        if (list == null || !list.isArray()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(list, fields -> FieldSet.parse(fields).json()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a client asks for all managers to be forgotten: by a list of one empty entry. */
    public static boolean isReset(JsonNode list) {
        return list != null
                && list.isArray()
                && list.size() == 1
                && list.get(0).isObject()
                && list.get(0).isEmpty();
    }

    private static ManagedFields read(JsonNode list, UnaryOperator<ObjectNode> reader) {
        if (list == null || list.isEmpty()) {
            return NONE;
        }
        ManagedFields read = NONE;
        for (JsonNode entry : list) {
            FieldManager manager = new FieldManager(
                    entry.path("manager").asString(""),
                    operation(entry.path("operation").asString("")),
                    entry.path("apiVersion").asString(""),
                    entry.path("subresource").asString(""));
            String type = entry.path("fieldsType").asString("");
            if (!type.equals(FIELDS_V1)) {
                throw new IllegalArgumentException("fieldsType must be " + FIELDS_V1);
            }
            if (entry.get("fieldsV1") instanceof ObjectNode fields) {
                read = read.with(manager, entry.path("time").asString(""), FieldSet.of(reader.apply(fields)));
            }
        }
        return read;
    }

    private static Operation operation(String text) {
        for (Operation operation : Operation.values()) {
            if (operation.text().equals(text)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("operation must be Apply or Update");
    }

    public List<Entry> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public Optional<Entry> find(FieldManager manager) {
        for (Entry entry : entries) {
            if (entry.manager().is(manager)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** All fields that anybody manages, by the version that they are named in. */
    Map<String, FieldSet> unions() {
        Map<String, FieldSet> unions = new HashMap<>();
        for (Entry entry : entries) {
            unions.merge(entry.manager().apiVersion(), entry.fields(), FieldSet::union);
        }
        return unions;
    }

    /** With this entry instead of the manager's present one; without it if there are no fields. */
    ManagedFields with(FieldManager manager, String time, FieldSet fields) {
        List<Entry> changed = new ArrayList<>(entries.size() + 1);
        boolean found = false;
        for (Entry entry : entries) {
            if (!entry.manager().is(manager)) {
                changed.add(entry);
            } else if (!found && !fields.isEmpty()) {
                changed.add(new Entry(manager, time, fields));
                found = true;
            }
        }
        if (!found && !fields.isEmpty()) {
            changed.add(new Entry(manager, time, fields));
        }
        return new ManagedFields(changed);
    }

    /** Without what changed in every entry but that of one manager, and without managers of versions that are gone. */
    ManagedFields without(Changes changes, FieldManager except) {
        if (changes.own().isEmpty()) {
            return this;
        }
        List<Entry> changed = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (entry.manager().is(except)) {
                changed.add(entry);
                continue;
            }
            FieldSet touched = changes.touched(entry.manager().apiVersion()).orElse(null);
            FieldSet left = touched == null ? FieldSet.EMPTY : entry.fields().difference(touched);
            if (left == entry.fields()) {
                changed.add(entry);
            } else if (!left.isEmpty()) {
                changed.add(new Entry(entry.manager(), entry.time(), left));
            }
        }
        return new ManagedFields(changed);
    }

    /** With no more than {@link #MAX_UPDATERS} that update: the oldest of one version become one entry. */
    ManagedFields capped() {
        List<Entry> updaters = new ArrayList<>(entries);
        updaters.removeIf(entry -> entry.manager().operation() != Operation.UPDATE);
        int tooMany = updaters.size() - MAX_UPDATERS;
        if (tooMany <= 0) {
            return this;
        }
        updaters.sort(AGE);
        ManagedFields capped = this;
        for (int i = 1; i < updaters.size() && capped.updaters() > MAX_UPDATERS; i++) {
            Entry younger = updaters.get(i);
            String version = younger.manager().apiVersion();
            FieldManager bucket = new FieldManager(ANCIENT, Operation.UPDATE, version, "");
            Entry older = capped.find(bucket).orElse(null);
            if (older == null) {
                older = updaters.subList(0, i).stream()
                        .filter(entry -> entry.manager().apiVersion().equals(version))
                        .findFirst()
                        .orElse(null);
            }
            if (older != null && !younger.manager().is(bucket)) {
                capped = capped.with(older.manager(), "", FieldSet.EMPTY)
                        .with(younger.manager(), "", FieldSet.EMPTY)
                        .with(bucket, younger.time(), older.fields().union(younger.fields()));
            }
        }
        return capped;
    }

    private int updaters() {
        int updaters = 0;
        for (Entry entry : entries) {
            updaters += entry.manager().operation() == Operation.UPDATE ? 1 : 0;
        }
        return updaters;
    }

    /** As it stands in metadata; null if there is nothing to be said. */
    public ArrayNode toJson() {
        if (entries.isEmpty()) {
            return null;
        }
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(ORDER);
        ArrayNode list = Json.array();
        for (Entry entry : sorted) {
            ObjectNode node = list.addObject();
            if (!entry.manager().name().isEmpty()) {
                node.put("manager", entry.manager().name());
            }
            node.put("operation", entry.manager().operation().text())
                    .put("apiVersion", entry.manager().apiVersion());
            if (!entry.time().isEmpty()) {
                node.put("time", entry.time());
            }
            node.put("fieldsType", FIELDS_V1).set("fieldsV1", entry.fields().json());
            if (!entry.manager().subresource().isEmpty()) {
                node.put("subresource", entry.manager().subresource());
            }
        }
        return list;
    }

    static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ManagedFields managed && entries.equals(managed.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
