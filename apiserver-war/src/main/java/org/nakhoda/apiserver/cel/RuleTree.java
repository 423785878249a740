package org.nakhoda.apiserver.cel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.apiextensions.Correlation;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** The rules of a schema where they stand; parts of the schema without rules are not in it. */
final class RuleTree {
    private final JsonNode schema;
    private final boolean resource;
    private final List<SchemaRule> rules;
    private final Map<String, RuleTree> properties = new HashMap<>();
    private RuleTree values;
    private RuleTree items;

    RuleTree(JsonNode schema, boolean resource, List<SchemaRule> rules) {
        this.schema = schema;
        this.resource = resource;
        this.rules = rules;
    }

    void property(String name, RuleTree below) {
        if (below != null) {
            properties.put(name, below);
        }
    }

    void values(RuleTree below) {
        values = below;
    }

    void items(RuleTree below) {
        items = below;
    }

    boolean isEmpty() {
        return rules.isEmpty() && properties.isEmpty() && values == null && items == null;
    }

    void judge(JsonNode object, JsonNode old, FieldErrors errors) {
        judge(object, Correlation.of(schema, object, old), FieldPath.ROOT, new Cost(), errors);
    }

    /** Of a part of an object that is new. */
    void judge(JsonNode value, FieldPath path, FieldErrors errors) {
        judge(value, Correlation.NONE, path, new Cost(), errors);
    }

    /**
     * A value that has not changed is not judged again, but for its transitions.
     *
     * @return false if nothing more can be evaluated
     */
    private boolean judge(JsonNode value, Correlation before, FieldPath path, Cost cost, FieldErrors errors) {
        if (value.isNull()) {
            return true;
        }
        boolean more = rules.isEmpty() || judgeRules(value, before, path, cost, errors);
        if (value.isObject() && !(properties.isEmpty() && values == null)) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String name = field.getKey();
                RuleTree below = properties.get(name);
                if (more && below != null) {
                    more = below.judge(field.getValue(), before.field(name), path.child(name), cost, errors);
                } else if (more && values != null && !schema.path("properties").has(name)) {
                    more = values.judge(field.getValue(), before.field(name), path.key(name), cost, errors);
                }
            }
        } else if (value.isArray() && items != null) {
            for (int i = 0; more && i < value.size(); i++) {
                more = items.judge(value.get(i), before.item(i), path.index(i), cost, errors);
            }
        }
        return more;
    }

    private boolean judgeRules(JsonNode value, Correlation before, FieldPath path, Cost cost, FieldErrors errors) {
        Object self = null;
        Object old = null;
        for (SchemaRule rule : rules) {
            if (!rule.transition() && before.unchanged()) {
                continue;
            }
            if (self == null) {
                self = DeclaredValues.of(schema, value, resource);
                old = before.old() == null ? null : DeclaredValues.of(schema, before.old(), resource);
            }
            if (!rule.judge(self, old, Tree.text(schema, "type"), path, cost, errors)) {
                return false;
            }
        }
        return true;
    }
}
