package org.nakhoda.api.quantity;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Amounts by the names of resources, such as what a container requests. Immutable; what is not named is not there, not zero. */
public final class ResourceList {
    public static final ResourceList EMPTY = new ResourceList(new TreeMap<>());

    private final SortedMap<String, Quantity> amounts;

    private ResourceList(SortedMap<String, Quantity> amounts) {
        this.amounts = Collections.unmodifiableSortedMap(amounts);
    }

    public static ResourceList of(Map<String, Quantity> amounts) {
        return new ResourceList(new TreeMap<>(amounts));
    }

    public static ResourceList of(String name, Quantity amount) {
        return of(Map.of(name, amount));
    }

    /** Reads an object such as {@code resources.limits}. What is no quantity is left out: validation has said so before. */
    public static ResourceList of(JsonNode object) {
        if (object.isEmpty()) {
            return EMPTY;
        }
        SortedMap<String, Quantity> amounts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            try {
                amounts.put(entry.getKey(), Quantity.parse(entry.getValue().asString("")));
            } catch (InvalidQuantityException e) {
                continue;
            }
        }
        return new ResourceList(amounts);
    }

    public Set<String> names() {
        return amounts.keySet();
    }

    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    public boolean has(String name) {
        return amounts.containsKey(name);
    }

    /** The amount; zero if it is not there. */
    public Quantity get(String name) {
        return amounts.getOrDefault(name, Quantity.ZERO);
    }

    public Map<String, Quantity> asMap() {
        return amounts;
    }

    public ResourceList plus(ResourceList other) {
        return merged(other, Quantity::add);
    }

    /** The greater amount of each name. */
    public ResourceList max(ResourceList other) {
        return merged(other, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** The other's amount of each name that it has. */
    public ResourceList with(ResourceList other) {
        return merged(other, (a, b) -> b);
    }

    public ResourceList minus(ResourceList other) {
        TreeMap<String, Quantity> difference = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) ->
                difference.merge(name, amount.negate(), (mine, negated) -> mine.subtract(negated.negate())));
        return new ResourceList(difference);
    }

    private ResourceList merged(ResourceList other, BinaryOperator<Quantity> operator) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        TreeMap<String, Quantity> all = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> all.merge(name, amount, operator));
        return new ResourceList(all);
    }

    public ResourceList only(Predicate<String> names) {
        TreeMap<String, Quantity> some = new TreeMap<>(amounts);
        some.keySet().removeIf(names.negate());
        return new ResourceList(some);
    }

    public ResourceList positive() {
        TreeMap<String, Quantity> some = new TreeMap<>(amounts);
        some.values().removeIf(amount -> amount.signum() <= 0);
        return new ResourceList(some);
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        amounts.forEach((name, amount) -> json.put(name, amount.toString()));
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceList list && amounts.equals(list.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    /** As Kubernetes writes it in refusals: {@code cpu=1,memory=2Gi}. */
    @Override
    public String toString() {
        return amounts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
