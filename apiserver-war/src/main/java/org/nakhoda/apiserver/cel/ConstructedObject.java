package org.nakhoda.apiserver.cel;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What {@code Object.spec{replicas: 3}} makes: the fields, with the name of the type. */
final class ConstructedObject extends AbstractMap<String, Object> {
    private final String type;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    ConstructedObject(String type, Map<?, ?> fields) {
        this.type = type;
        fields.forEach((name, value) -> this.fields.put((String) name, value));
    }

    String type() {
        return type;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return fields.entrySet();
    }

    /**
     * @param path the type that fits the place where this stands; empty if any does
     * @throws IllegalArgumentException if a type's name does not lead to its place
     */
    void checkTypes(String path) {
        if (!path.isEmpty() && !type.equals(path)) {
            throw new IllegalArgumentException("type mismatch: unexpected type name \"" + type + "\", expected \""
                    + path + "\", which matches field name path from root Object type");
        }
        fields.forEach((name, value) -> checkTypes(type + "." + name, value));
    }

    private static void checkTypes(String path, Object value) {
        if (value instanceof ConstructedObject object) {
            object.checkTypes(path);
        } else if (value instanceof Iterable<?> list) {
            list.forEach(item -> checkTypes(path, item));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> checkTypes(path + "." + key, item));
        }
    }
}
