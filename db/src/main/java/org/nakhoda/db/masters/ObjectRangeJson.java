package org.nakhoda.db.masters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.history.ObjectRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The question for a range of current objects, and its answer, as they travel between masters. */
final class ObjectRangeJson {
    private ObjectRangeJson() {}

    static void write(ObjectRange.Bounds bounds, ObjectNode about) {
        about.put("max", bounds.max());
        bounds.after().ifPresent(key -> write(key, about.putArray("after")));
        bounds.through().ifPresent(key -> write(key, about.putArray("through")));
    }

    static ObjectRange.Bounds bounds(ObjectNode about) {
        return new ObjectRange.Bounds(
                key(about.path("after")),
                key(about.path("through")),
                about.path("max").asInt(0));
    }

    static ObjectNode write(ObjectRange range) {
        ObjectNode answer = Json.object().put("asOf", range.asOf().value());
        ArrayNode rows = answer.putArray("rows");
        for (ObjectRange.Row row : range.rows()) {
            write(row.key(), rows.addArray()).add(row.revision().value()).add(row.sha256());
        }
        return answer;
    }

    /** @throws IOException if it is no such answer: nothing must be taken for a difference by mistake */
    static ObjectRange read(ObjectNode answer) throws IOException {
        if (!answer.path("asOf").isNumber() || !answer.path("rows").isArray()) {
            throw new IOException("no range of objects: " + answer.propertyNames());
        }
        List<ObjectRange.Row> rows = new ArrayList<>();
        for (JsonNode row : answer.path("rows")) {
            rows.add(new ObjectRange.Row(
                    key(row).orElseThrow(() -> new IOException("no row of a range of objects: " + row)),
                    new Revision(row.path(4).asLong()),
                    row.path(5).asString("")));
        }
        return new ObjectRange(new Revision(answer.path("asOf").asLong()), rows, Set.of());
    }

    private static ArrayNode write(ResourceKey key, ArrayNode fields) {
        return fields.add(key.resource().group())
                .add(key.resource().resource())
                .add(key.namespace())
                .add(key.name());
    }

    private static Optional<ResourceKey> key(JsonNode fields) {
        return fields.size() < 4
                ? Optional.empty()
                : Optional.of(new ResourceKey(
                        new GroupResource(
                                fields.path(0).asString(""), fields.path(1).asString("")),
                        fields.path(2).asString(""),
                        fields.path(3).asString("")));
    }
}
