package org.nakhoda.api.catalogue;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes an object down the generic write path's calls of a kind's strategy. Documents may use single quotes. */
public final class Story {
    public static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final ResourceType type;

    private Story(ResourceType type) {
        this.type = type;
    }

    public static Story of(String group, String version, String kind) {
        return new Story(
                BuiltinCatalogue.instance().byKind(group, version, kind).orElseThrow());
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    public ObjectNode created(String text) {
        ObjectNode object = json(text);
        type.strategy().setDefaults(object);
        type.strategy().prepareForCreate(object, NOW);
        type.strategy().setDefaults(object);
        return object;
    }

    /** {@code field: message} of each fault of a new object. */
    public List<String> faults(String text) {
        FieldErrors errors = new FieldErrors();
        ObjectNode created = created(text);
        type.strategy().validate(created, errors);
        type.strategy().validateCreate(created, errors);
        return shown(errors);
    }

    /** The new state of {@code old} after an update that replaces it by {@code object}. */
    public ObjectNode updated(ObjectNode object, ObjectNode old) {
        type.strategy().setDefaults(object);
        type.strategy().prepareForUpdate(object, old);
        type.strategy().setDefaults(object);
        return object;
    }

    public List<String> updateFaults(ObjectNode object, ObjectNode old) {
        ObjectNode next = updated(object, old);
        FieldErrors errors = new FieldErrors();
        type.strategy().validate(next, errors);
        type.strategy().validateUpdate(next, old, errors);
        return shown(errors);
    }

    public Strategy strategy() {
        return type.strategy();
    }

    /** A cell of the kind's table, as text. */
    public String cell(String column, JsonNode object) {
        return type.columns().stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .orElseThrow()
                .cell()
                .of((ObjectNode) object, NOW)
                .asString();
    }

    private static List<String> shown(FieldErrors errors) {
        return errors.causes().stream().map(Story::shown).toList();
    }

    private static String shown(Cause cause) {
        return cause.field() + ": " + cause.message();
    }
}
