package org.nakhoda.api.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Labels of nodes that have newer names: who selects nodes by the old ones is warned. */
public final class NodeLabels {
    private static final Map<String, String> DEPRECATED = Map.of(
            "beta.kubernetes.io/arch", since("1.14", "kubernetes.io/arch"),
            "beta.kubernetes.io/os", since("1.14", "kubernetes.io/os"),
            "beta.kubernetes.io/instance-type", since("1.17", "node.kubernetes.io/instance-type"),
            "failure-domain.beta.kubernetes.io/region", since("1.17", "topology.kubernetes.io/region"),
            "failure-domain.beta.kubernetes.io/zone", since("1.17", "topology.kubernetes.io/zone"));

    private NodeLabels() {}

    private static String since(String version, String label) {
        return "deprecated since v" + version + "; use \"" + label + "\" instead";
    }

    /** What there is to say about a label, or null. */
    public static String deprecation(String label) {
        return DEPRECATED.get(label);
    }

    /** Warnings about a map of labels that nodes must have. */
    public static List<String> ofSelector(JsonNode selector, FieldPath path) {
        List<String> warnings = new ArrayList<>(0);
        for (String label : selector.propertyNames()) {
            if (deprecation(label) != null) {
                warnings.add(path.key(label) + ": " + deprecation(label));
            }
        }
        return warnings;
    }

    /** Warnings about a list of expressions, each of which has a key. */
    public static List<String> ofExpressions(JsonNode expressions, FieldPath path) {
        List<String> warnings = new ArrayList<>(0);
        int index = 0;
        for (ObjectNode expression : Tree.objects(expressions)) {
            String key = Tree.text(expression, "key");
            if (deprecation(key) != null) {
                warnings.add(path.index(index).child("key") + ": " + key + " is " + deprecation(key));
            }
            index++;
        }
        return warnings;
    }
}
