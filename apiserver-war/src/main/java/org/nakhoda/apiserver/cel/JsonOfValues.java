package org.nakhoda.apiserver.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON of what expressions evaluate to. */
final class JsonOfValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonOfValues() {}

    /** @throws IllegalArgumentException if no JSON stands for the value */
    static JsonNode of(Object value) {
        if (value == null || value instanceof NullValue) {
            return NODES.nullNode();
        }
        if (value instanceof String text) {
            return NODES.stringNode(text);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof UnsignedLong number) {
            return NODES.numberNode(number.bigIntegerValue());
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = Json.object();
            map.forEach((key, entry) -> object.set(String.valueOf(key), of(entry)));
            return object;
        }
        if (value instanceof Iterable<?> list) {
            ArrayNode array = Json.array();
            list.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value instanceof CelByteString bytes) {
            return NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
        if (value instanceof Instant || value instanceof Duration) {
            return NODES.stringNode(value.toString());
        }
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null));
        }
        throw new IllegalArgumentException(
                "a value of " + value.getClass().getSimpleName() + " cannot stand in an object");
    }
}
