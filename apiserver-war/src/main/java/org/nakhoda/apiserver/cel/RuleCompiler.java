package org.nakhoda.apiserver.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** Makes the rules of a schema ready to run; rules at fault are named in the errors and left out. */
final class RuleCompiler {
    private static final String RULES = "x-kubernetes-validations";
    private static final long UNBOUNDED = -1;

    private final FieldErrors errors;
    private final RuleCosts costs;

    /**
     * Where a part of a schema stands.
     *
     * @param uncorrelatable the outermost list around it whose elements have no counterpart before; null if there is none
     * @param times how often such a value can stand in an object, {@link #UNBOUNDED} if its schema does not say
     */
    private record Place(FieldPath path, boolean resource, FieldPath uncorrelatable, long times) {
        Place below(FieldPath other, long factor) {
            boolean unbounded = times == UNBOUNDED || factor == UNBOUNDED;
            return new Place(other, false, uncorrelatable, unbounded ? UNBOUNDED : Bounds.product(times, factor));
        }

        Place uncorrelated() {
            return uncorrelatable != null ? this : new Place(path, resource, path, times);
        }
    }

    private RuleCompiler(FieldErrors errors, RuleCosts costs) {
        this.errors = errors;
        this.costs = costs;
    }

    /** The rules of a whole object. */
    static RuleTree compile(JsonNode schema, FieldErrors errors) {
        return new RuleCompiler(errors, null).whole(schema, new Place(FieldPath.ROOT, true, null, 1));
    }

    /** The rules of a part of an object; those at fault are left out. */
    static RuleTree ofPart(JsonNode schema) {
        return new RuleCompiler(new FieldErrors(), null).whole(schema, new Place(FieldPath.ROOT, false, null, 1));
    }

    /** As {@link #compile}, and names what can cost too much as well, and defaults that break a rule. */
    static void check(JsonNode schema, FieldPath path, FieldErrors errors) {
        RuleCosts costs = new RuleCosts();
        FieldErrors found = new FieldErrors();
        new RuleCompiler(found, costs).whole(schema, new Place(path, true, null, 1));
        costs.judge(path, found);
        if (found.isEmpty()) {
            DefaultValues.judge(schema, path, found);
        }
        errors.addAll(found);
    }

    private RuleTree whole(JsonNode schema, Place place) {
        RuleTree tree = compile(schema, place);
        return tree == null ? new RuleTree(schema, place.resource(), List.of()) : tree;
    }

    private RuleTree compile(JsonNode schema, Place place) {
        FieldPath path = place.path();
        List<SchemaRule> rules = schema.path(RULES).isEmpty() ? List.of() : rules(schema, place);
        RuleTree tree = new RuleTree(schema, place.resource(), rules);
        JsonNode additional = schema.path("additionalProperties");
        long entries = additional.isObject() ? stated(schema, "maxProperties") : 1;
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            FieldPath here = path.child("properties").key(property.getKey());
            tree.property(property.getKey(), compile(property.getValue(), place.below(here, entries)));
        }
        if (additional.isObject()) {
            tree.values(compile(additional, place.below(path.child("additionalProperties"), entries)));
        }
        if (schema.path("items").isObject()) {
            boolean keyed = Tree.text(schema, "x-kubernetes-list-type").equals("map");
            Place list = keyed ? place : place.uncorrelated();
            tree.items(compile(schema.path("items"), list.below(path.child("items"), stated(schema, "maxItems"))));
        }
        return tree.isEmpty() ? null : tree;
    }

    private static long stated(JsonNode schema, String keyword) {
        JsonNode limit = schema.path(keyword);
        return limit.isNumber() ? Math.max(0, limit.asLong()) : UNBOUNDED;
    }

    private List<SchemaRule> rules(JsonNode schema, Place place) {
        FieldPath path = place.path().child(RULES);
        DeclaredTypes types = new DeclaredTypes(schema, place.resource());
        CelType self = types.root();
        if (self == null) {
            errors.invalid(path, schema.path(RULES), "rules need a schema that says of which type the value is");
            return List.of();
        }
        DeclaredSizes sizes = costs == null ? null : DeclaredSizes.of(schema, place.resource());
        List<SchemaRule> rules = new ArrayList<>();
        Expressions plain = null;
        Expressions optional = null;
        int at = 0;
        for (JsonNode stated : schema.path(RULES)) {
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
                SchemaRule rule = SchemaRule.compile(stated, schema, optionalOld ? optional : plain);
                rules.add(rule);
                if (sizes != null) {
                    estimate(rule, sizes, place.times(), here);
                }
                transition(rule, place, here);
            } catch (Expressions.CompilationFault e) {
                errors.invalid(here.child(e.field()), stated, e.getMessage());
            }
        }
        return rules;
    }

    /** A message is computed once for an object at fault, a rule for each of its values. */
    private void estimate(SchemaRule rule, DeclaredSizes sizes, long times, FieldPath path) {
        long once = CostEstimate.most(rule.rule().tree(), sizes);
        costs.add(
                "rule",
                Bounds.product(once, times == UNBOUNDED ? sizes.cardinality() : times),
                path.child("rule"),
                errors);
        if (rule.message() != null) {
            costs.add(
                    "messageExpression",
                    CostEstimate.most(rule.message().tree(), sizes),
                    path.child("messageExpression"),
                    errors);
        }
    }

    private void transition(SchemaRule rule, Place place, FieldPath path) {
        if (rule.transition() && place.uncorrelatable() != null) {
            errors.invalid(
                    path.child("rule"),
                    rule.stated().path("rule"),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                            + place.uncorrelatable());
        } else if (!rule.transition() && rule.stated().has("optionalOldSelf")) {
            errors.invalid(
                    path.child("optionalOldSelf"),
                    rule.stated().path("optionalOldSelf"),
                    "may not be set if oldSelf is not used in rule");
        }
    }

    private static Expressions over(DeclaredTypes types, CelType self, CelType old) {
        return Expressions.over(types, Map.of(SchemaRule.SELF, self, SchemaRule.OLD_SELF, old));
    }
}
