package org.nakhoda.api.apiextensions;

import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/**
 * The keywords that join schemas: {@code allOf}, {@code anyOf}, {@code oneOf}, {@code not}. Of alternatives none of which fits,
 * the faults of the nearest are told. Nothing below them corresponds to a value before.
 */
final class Junctors {
    private final FieldErrors errors;

    Junctors(FieldErrors errors) {
        this.errors = errors;
    }

    void judge(JsonNode schema, JsonNode value, FieldPath path) {
        if (!schema.path("allOf").isEmpty()) {
            all(schema.path("allOf"), value, path);
        }
        if (!schema.path("anyOf").isEmpty()) {
            Alternatives any = new Alternatives(schema.path("anyOf"), value, path);
            if (any.fitting == 0) {
                refuse(path, "must validate at least one schema (anyOf)");
                add(any.nearest);
            }
        }
        if (!schema.path("oneOf").isEmpty()) {
            Alternatives one = new Alternatives(schema.path("oneOf"), value, path);
            if (one.fitting != 1) {
                refuse(
                        path,
                        "must validate one and only one schema (oneOf). "
                                + (one.fitting == 0
                                        ? "Found none valid"
                                        : "Found " + one.fitting + " valid alternatives"));
                add(one.nearest);
            }
        }
        if (schema.path("not").isObject()
                && faults(schema.path("not"), value, path).isEmpty()) {
            refuse(path, "must not validate the schema (not)");
        }
    }

    private void all(JsonNode schemas, JsonNode value, FieldPath path) {
        int fitting = 0;
        for (JsonNode schema : schemas) {
            FieldErrors faults = faults(schema, value, path);
            fitting += faults.isEmpty() ? 1 : 0;
            add(faults);
        }
        if (fitting < schemas.size()) {
            refuse(path, "must validate all the schemas (allOf)" + (fitting == 0 ? ". None validated" : ""));
        }
    }

    private void refuse(FieldPath path, String detail) {
        errors.invalid(StructuralValidation.place(FieldPath.ROOT), "", "\"" + path + "\" " + detail);
    }

    private void add(FieldErrors faults) {
        if (faults != null) {
            errors.addAll(faults);
        }
    }

    private static FieldErrors faults(JsonNode schema, JsonNode value, FieldPath path) {
        FieldErrors found = new FieldErrors();
        new StructuralValidation(found).value(schema, value, path);
        return found;
    }

    /** How many of some schemas a value fits, and the faults of the nearest of the others. */
    private static final class Alternatives {
        private int fitting;
        private FieldErrors nearest;

        Alternatives(JsonNode schemas, JsonNode value, FieldPath path) {
            for (JsonNode schema : schemas) {
                FieldErrors faults = faults(schema, value, path);
                if (faults.isEmpty()) {
                    fitting++;
                } else if (nearest == null
                        || faults.causes().size() < nearest.causes().size()) {
                    nearest = faults;
                }
            }
        }
    }
}
