package org.nakhoda.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** The rules of a schema where they stand; parts of the schema without rules are not in it. */
final class RuleTree {
    private final JsonNode schema;
    private final boolean resource;
    private final List<SchemaRule> rules = new ArrayList<>();
    private final Map<String, RuleTree> properties = new HashMap<>();
    private RuleTree values;
    private RuleTree items;

    private RuleTree(JsonNode schema, boolean resource) {
        this.schema = schema;
        this.resource = resource;
    }

    /** The rules of a whole object; rules at fault are named in the errors and left out. */
    static RuleTree compile(JsonNode schema, FieldPath path, FieldErrors errors) {
        RuleTree tree = compile(schema, true, true, path, errors);
        return tree == null ? new RuleTree(schema, true) : tree;
    }

    private static RuleTree compile(
            JsonNode schema, boolean resource, boolean correlatable, FieldPath path, FieldErrors errors) {
        RuleTree tree = new RuleTree(schema, resource);
        if (!schema.path("x-kubernetes-validations").isEmpty()) {
            tree.compileRules(correlatable, path.child("x-kubernetes-validations"), errors);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            RuleTree below = compile(
                    property.getValue(),
                    false,
                    correlatable,
                    path.child("properties").key(property.getKey()),
                    errors);
            if (below != null) {
                tree.properties.put(property.getKey(), below);
            }
        }
        if (schema.path("additionalProperties").isObject()) {
            tree.values = compile(
                    schema.path("additionalProperties"),
                    false,
                    correlatable,
                    path.child("additionalProperties"),
                    errors);
        }
        if (schema.path("items").isObject()) {
            boolean keyed = Tree.text(schema, "x-kubernetes-list-type").equals("map");
            tree.items = compile(schema.path("items"), false, correlatable && keyed, path.child("items"), errors);
        }
        return tree.isEmpty() ? null : tree;
    }

    private boolean isEmpty() {
        return rules.isEmpty() && properties.isEmpty() && values == null && items == null;
    }

    private void compileRules(boolean correlatable, FieldPath path, FieldErrors errors) {
        DeclaredTypes types = new DeclaredTypes(schema, resource);
        CelType self = types.root();
        Expressions plain = null;
        Expressions optional = null;
        int at = 0;
        for (JsonNode stated : schema.path("x-kubernetes-validations")) {
            FieldPath here = path.index(at++);
            if (!StatedRule.check(stated, schema, here, errors)) {
                continue;
            }
            boolean optionalOld = Tree.flag(stated, "optionalOldSelf");
            if (optionalOld && optional == null) {
                optional = over(types, self, OptionalType.create(self));
            } else if (!optionalOld && plain == null) {
                plain = over(types, self, self);
            }
            try {
                SchemaRule rule = SchemaRule.compile(stated, optionalOld ? optional : plain);
                if (rule.transition() && !correlatable) {
                    errors.invalid(
                            here.child("rule"),
                            stated.path("rule"),
                            "oldSelf cannot be used here: the elements of a list that is no map have no counterpart before");
                } else {
                    rules.add(rule);
                }
            } catch (Expressions.CompilationFault e) {
                errors.invalid(here.child(e.field()), stated.path(e.field()), e.getMessage());
            }
        }
    }

    private static Expressions over(DeclaredTypes types, CelType self, CelType old) {
        return Expressions.over(types, Map.of(SchemaRule.SELF, self, SchemaRule.OLD_SELF, old));
    }

    /**
     * @param old the value before, null if there is none; a value that has not changed is not judged again, but for its
     *     transitions
     */
    void judge(JsonNode value, JsonNode old, FieldPath path, Cost cost, FieldErrors errors) {
        if (value.isNull()) {
            return;
        }
        judgeRules(value, old, path, cost, errors);
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                RuleTree below = properties.get(field.getKey());
                JsonNode before = old == null ? null : present(old.get(field.getKey()));
                if (below != null) {
                    below.judge(field.getValue(), before, path.child(field.getKey()), cost, errors);
                } else if (values != null && !schema.path("properties").has(field.getKey())) {
                    values.judge(field.getValue(), before, path.key(field.getKey()), cost, errors);
                }
            }
        } else if (value.isArray() && items != null) {
            Map<Object, JsonNode> before = byKeys(old);
            for (int i = 0; i < value.size(); i++) {
                JsonNode item = value.get(i);
                items.judge(item, before.get(keys(item)), path.index(i), cost, errors);
            }
        }
    }

    private void judgeRules(JsonNode value, JsonNode old, FieldPath path, Cost cost, FieldErrors errors) {
        if (rules.isEmpty()) {
            return;
        }
        boolean unchanged = old != null && old.equals(value);
        Object self = null;
        Object before = null;
        for (SchemaRule rule : rules) {
            if (unchanged && !rule.transition()) {
                continue;
            }
            if (cost.exhausted()) {
                errors.invalid(
                        path, value, "the rules of this kind cost too much together; no further ones were evaluated");
                return;
            }
            if (self == null) {
                self = DeclaredValues.of(schema, value, resource);
                before = old == null ? null : DeclaredValues.of(schema, old, resource);
            }
            rule.judge(self, before, type(value), path, cost, errors);
        }
    }

    private String type(JsonNode value) {
        String type = Tree.text(schema, "type");
        return type.isEmpty() ? value.getNodeType().name().toLowerCase(java.util.Locale.ROOT) : type;
    }

    private static JsonNode present(JsonNode value) {
        return value == null || value.isNull() ? null : value;
    }

    private Map<Object, JsonNode> byKeys(JsonNode list) {
        Map<Object, JsonNode> found = new HashMap<>();
        if (list != null && Tree.text(schema, "x-kubernetes-list-type").equals("map")) {
            list.forEach(item -> found.put(keys(item), item));
        }
        return found;
    }

    private List<JsonNode> keys(JsonNode item) {
        List<JsonNode> keys = new ArrayList<>();
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            keys.add(Objects.requireNonNullElse(item.get(key.asString("")), schema));
        }
        return keys;
    }
}
