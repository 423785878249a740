package org.nakhoda.api.masters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;

/** The schema of a kind that Kubernetes does not have, or of one of its fields. */
record OwnSchema(
        Type type,
        String name,
        String description,
        String format,
        Map<String, Schema> properties,
        Schema values,
        Schema items)
        implements Schema {

    static Schema text(String description) {
        return new OwnSchema(Type.STRING, null, description, null, Map.of(), null, null);
    }

    static Schema flag(String description) {
        return new OwnSchema(Type.BOOLEAN, null, description, null, Map.of(), null, null);
    }

    static Schema integer(String description) {
        return new OwnSchema(Type.INTEGER, null, description, "int64", Map.of(), null, null);
    }

    static Schema number(String description) {
        return new OwnSchema(Type.NUMBER, null, description, "double", Map.of(), null, null);
    }

    static Schema texts(String description) {
        return new OwnSchema(Type.OBJECT, null, description, null, Map.of(), text(""), null);
    }

    static Schema list(String description, Schema items) {
        return new OwnSchema(Type.ARRAY, null, description, null, Map.of(), null, items);
    }

    static Schema object(String description, Map<String, Schema> properties) {
        return new OwnSchema(Type.OBJECT, null, description, null, properties, null, null);
    }

    /** Of a kind, with what all kinds have. */
    static Schema kind(String name, String description, Map<String, Schema> properties) {
        Schema any = BuiltinSchemas.of("io.k8s.api.core.v1.ComponentStatus");
        Map<String, Schema> all = new LinkedHashMap<>();
        for (String field : List.of("apiVersion", "kind", "metadata")) {
            all.put(field, any.properties().get(field));
        }
        all.putAll(properties);
        return new OwnSchema(Type.OBJECT, name, description, null, all, null, null);
    }

    @Override
    public Set<String> required() {
        return Set.of();
    }

    @Override
    public String listType() {
        return null;
    }

    @Override
    public List<String> listMapKeys() {
        return List.of();
    }

    @Override
    public String patchStrategy() {
        return null;
    }

    @Override
    public String patchMergeKey() {
        return null;
    }
}
