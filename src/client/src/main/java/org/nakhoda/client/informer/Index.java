package org.nakhoda.client.informer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.nakhoda.client.queue.ObjectName;

/** The names of objects by a value that they have. Many threads may read while one writes. */
final class Index<T> {
    private final Function<T, List<String>> values;
    private final Map<String, Set<ObjectName>> names = new ConcurrentHashMap<>();

    Index(Function<T, List<String>> values) {
        this.values = values;
    }

    /** Whether an object is to be found under this value. */
    boolean has(T object, String value) {
        return values.apply(object).contains(value);
    }

    Set<ObjectName> names(String value) {
        return names.getOrDefault(value, Set.of());
    }

    /**
     * @param before the former state; null if there was none
     * @param after the new state; null if the object is gone
     */
    void change(ObjectName name, T before, T after) {
        List<String> former = before == null ? List.of() : values.apply(before);
        List<String> now = after == null ? List.of() : values.apply(after);
        if (former.equals(now)) {
            return;
        }
        for (String value : now) {
            if (!former.contains(value)) {
                names.computeIfAbsent(value, none -> ConcurrentHashMap.newKeySet())
                        .add(name);
            }
        }
        for (String value : former) {
            if (!now.contains(value)) {
                names.computeIfPresent(value, (same, rest) -> {
                    rest.remove(name);
                    return rest.isEmpty() ? null : rest;
                });
            }
        }
    }
}
