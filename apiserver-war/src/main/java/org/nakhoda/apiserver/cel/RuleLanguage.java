package org.nakhoda.apiserver.cel;

import java.util.concurrent.atomic.AtomicReference;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Understands the rules of declared kinds. A schema's rules are compiled when an object is first judged by them, and once. */
public final class RuleLanguage implements SchemaRules.Language {
    @Override
    public SchemaRules of(JsonNode schema) {
        return new Lazy(schema);
    }

    /** Names every rule of the schema that cannot be understood or can cost too much, at its place. */
    public static void check(JsonNode schema, FieldPath path, FieldErrors errors) {
        RuleCompiler.check(schema, path, errors);
    }

    private static final class Lazy implements SchemaRules {
        private final JsonNode schema;
        private final AtomicReference<Rules> rules = new AtomicReference<>();

        /** @param faults of rules that were stored before they were checked */
        private record Rules(RuleTree tree, FieldErrors faults) {}

        Lazy(JsonNode schema) {
            this.schema = schema;
        }

        /** Two requests that come first compile both; it does no harm. */
        private Rules rules() {
            Rules known = rules.get();
            if (known == null) {
                FieldErrors faults = new FieldErrors();
                known = new Rules(RuleCompiler.compile(schema, faults), faults);
                rules.set(known);
            }
            return known;
        }

        @Override
        public void judge(ObjectNode object, ObjectNode old, FieldErrors errors) {
            Rules known = rules();
            known.faults()
                    .causes()
                    .forEach(fault -> errors.invalid(
                            SchemaRule.whole(FieldPath.ROOT),
                            schema.path("type"),
                            "rule compile error: " + fault.field() + ": " + fault.message()));
            known.tree().judge(object, old, errors);
        }
    }
}
