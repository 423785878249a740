package org.nakhoda.apiserver.cel;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * A list whose elements have an identity ({@code x-kubernetes-list-type} set or map), so that their order does not matter when
 * it is compared, and none is twice in what it is joined with: elements of the other list replace those with the same identity
 * where they stand, or come last. Read only.
 */
final class UnorderedList extends AbstractList<Object> implements RandomAccess {
    private final List<Object> elements;
    private final Function<Object, Object> identity;

    private UnorderedList(List<Object> elements, Function<Object, Object> identity) {
        this.elements = elements;
        this.identity = identity;
    }

    /** Of scalars, and of lists and maps that are compared as a whole. */
    static UnorderedList set(List<Object> elements) {
        return new UnorderedList(elements, UnorderedList::canonical);
    }

    /** @param keys fields of each element, by the names that expressions use */
    static UnorderedList map(List<Object> elements, List<String> keys) {
        return new UnorderedList(elements, element -> {
            List<Object> identity = new ArrayList<>(keys.size());
            for (String key : keys) {
                identity.add(element instanceof Map<?, ?> fields ? canonical(fields.get(key)) : null);
            }
            return identity;
        });
    }

    /** Numbers are the same whatever their type. */
    private static Object canonical(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53
                ? (Object) number.longValue()
                : value;
    }

    private Map<Object, Integer> places() {
        Map<Object, Integer> places = new HashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            places.put(identity.apply(elements.get(i)), i);
        }
        return places;
    }

    /** Whether each element of the other list is one of these. */
    boolean matches(List<?> others, BiPredicate<Object, Object> same) {
        Map<Object, Integer> places = places();
        for (Object other : others) {
            Integer place = places.get(identity.apply(other));
            if (place == null || !same.test(elements.get(place), other)) {
                return false;
            }
        }
        return true;
    }

    UnorderedList with(List<?> others) {
        Map<Object, Integer> places = places();
        List<Object> joined = new ArrayList<>(elements);
        for (Object other : others) {
            Integer place = places.putIfAbsent(identity.apply(other), joined.size());
            if (place == null) {
                joined.add(other);
            } else {
                joined.set(place, other);
            }
        }
        return new UnorderedList(joined, identity);
    }

    @Override
    public Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
