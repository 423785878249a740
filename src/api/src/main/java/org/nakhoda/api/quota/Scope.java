package org.nakhoda.api.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;

/**
 * One condition under which a quota counts an object: an entry of {@code spec.scopes}, or of {@code spec.scopeSelector}.
 *
 * @param operator In, NotIn, Exists or DoesNotExist
 */
public record Scope(String name, String operator, Set<String> values) {
    public static final String TERMINATING = "Terminating";
    public static final String NOT_TERMINATING = "NotTerminating";
    public static final String BEST_EFFORT = "BestEffort";
    public static final String NOT_BEST_EFFORT = "NotBestEffort";
    public static final String PRIORITY_CLASS = "PriorityClass";
    public static final String CROSS_NAMESPACE_POD_AFFINITY = "CrossNamespacePodAffinity";
    public static final String VOLUME_ATTRIBUTES_CLASS = "VolumeAttributesClass";

    public Scope {
        values = Set.copyOf(values);
    }

    /** All scopes of a quota; an object has to be in each of them. */
    static List<Scope> listOf(JsonNode spec) {
        List<Scope> scopes = new ArrayList<>();
        spec.path("scopes").forEach(scope -> scopes.add(new Scope(scope.asString(""), "Exists", Set.of())));
        for (JsonNode expression : spec.path("scopeSelector").path("matchExpressions")) {
            Set<String> values = new TreeSet<>();
            expression.path("values").forEach(value -> values.add(value.asString("")));
            scopes.add(new Scope(Tree.text(expression, "scopeName"), Tree.text(expression, "operator"), values));
        }
        return List.copyOf(scopes);
    }

    /** Whether an object that names this class, or none if it is empty, is meant. */
    boolean selects(String className) {
        return switch (operator) {
            case "Exists" -> !className.isEmpty();
            case "DoesNotExist" -> className.isEmpty();
            case "In" -> values.contains(className);
            case "NotIn" -> !values.contains(className);
            default -> false;
        };
    }
}
