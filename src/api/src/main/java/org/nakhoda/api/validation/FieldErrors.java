package org.nakhoda.api.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.Cause;
import tools.jackson.databind.JsonNode;

/**
 * Collects every fault of an object, so that a client learns of all at once. Paths and messages follow Kubernetes'
 * field errors: {@code spec.containers[0].image}, {@code Invalid value: "x": must ...}.
 */
public final class FieldErrors {
    private final List<Cause> causes = new ArrayList<>();

    public void required(String field, String detail) {
        add("FieldValueRequired", field, detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    public void invalid(String field, JsonNode value, String detail) {
        add("FieldValueInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
    }

    public void invalid(String field, String value, String detail) {
        invalid(field, Json.mapper().valueToTree(value), detail);
    }

    public void notSupported(String field, JsonNode value, Collection<String> supported) {
        add(
                "FieldValueNotSupported",
                field,
                "Unsupported value: " + shown(value) + ": supported values: "
                        + supported.stream().sorted().map(s -> "\"" + s + "\"").collect(Collectors.joining(", ")));
    }

    public void duplicate(String field, JsonNode value) {
        add("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
    }

    public void forbidden(String field, String detail) {
        add("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    public void tooLong(String field, int maximum) {
        add("FieldValueTooLong", field, "Too long: may not be more than " + maximum + " bytes");
    }

    public void tooMany(String field, int count, int maximum) {
        add(
                "FieldValueTooMany",
                field,
                "Too many: " + count + ": must have at most " + maximum + (maximum == 1 ? " item" : " items"));
    }

    public void notFound(String field, JsonNode value) {
        add("FieldValueNotFound", field, "Not found: " + shown(value));
    }

    public void typeInvalid(String field, JsonNode value, String detail) {
        add("FieldValueTypeInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
    }

    public void required(FieldPath field, String detail) {
        required(field.toString(), detail);
    }

    public void invalid(FieldPath field, JsonNode value, String detail) {
        invalid(field.toString(), value, detail);
    }

    public void invalid(FieldPath field, String value, String detail) {
        invalid(field.toString(), value, detail);
    }

    public void notSupported(FieldPath field, JsonNode value, Collection<String> supported) {
        notSupported(field.toString(), value, supported);
    }

    public void duplicate(FieldPath field, JsonNode value) {
        duplicate(field.toString(), value);
    }

    public void forbidden(FieldPath field, String detail) {
        forbidden(field.toString(), detail);
    }

    public void tooLong(FieldPath field, int maximum) {
        tooLong(field.toString(), maximum);
    }

    public void tooMany(FieldPath field, int count, int maximum) {
        tooMany(field.toString(), count, maximum);
    }

    public void notFound(FieldPath field, JsonNode value) {
        notFound(field.toString(), value);
    }

    /** What was found elsewhere. */
    public void addAll(FieldErrors others) {
        causes.addAll(others.causes);
    }

    private void add(String reason, String field, String message) {
        causes.add(new Cause(reason, message, field));
    }

    private static String shown(JsonNode value) {
        return value == null ? "null" : value.toString();
    }

    public boolean isEmpty() {
        return causes.isEmpty();
    }

    public List<Cause> causes() {
        return List.copyOf(causes);
    }
}
