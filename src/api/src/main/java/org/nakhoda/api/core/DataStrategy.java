package org.nakhoda.api.core;

import java.util.Map;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps and Secrets: keys that can be file names, at most 1 MiB, and a flag that freezes them. */
class DataStrategy extends ObjectStrategy {
    private static final int MOST_BYTES = 1024 * 1024;

    DataStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        super.validate(object, errors);
        long total = keys(object, "data", errors) + keys(object, "binaryData", errors);
        for (Map.Entry<String, JsonNode> entry : object.path("binaryData").properties()) {
            if (object.path("data").has(entry.getKey())) {
                errors.invalid(
                        FieldPath.of("data").key(entry.getKey()),
                        entry.getKey(),
                        "duplicate of key present in binaryData");
            }
        }
        if (total > MOST_BYTES) {
            errors.tooLong(FieldPath.of("data"), MOST_BYTES);
        }
    }

    /** The bytes of a map's values; encoded ones count decoded. */
    private long keys(ObjectNode object, String field, FieldErrors errors) {
        long total = 0;
        for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
            String fault = Names.configKey(entry.getKey());
            if (fault != null) {
                errors.invalid(FieldPath.of(field).key(entry.getKey()), entry.getKey(), fault);
            }
            long length = entry.getValue().asString("").length();
            total += encoded(field) ? length / 4 * 3 : length;
        }
        return total;
    }

    /** Whether the values of {@code field} are base64. */
    boolean encoded(String field) {
        return field.equals("binaryData");
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(object, old, errors);
        if (!Tree.flag(old, "immutable")) {
            return;
        }
        String rule = "field is immutable when `immutable` is set";
        if (!Tree.flag(object, "immutable")) {
            errors.forbidden("immutable", rule);
        }
        for (String field : new String[] {"data", "binaryData"}) {
            if (!Values.same(object.path(field), old.path(field))) {
                errors.forbidden(field, rule);
            }
        }
    }
}
