package org.nakhoda.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.SimpleType;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures are those that Kubernetes has for the same expressions and schemas. */
class CostEstimateTest {
    private static Expressions.Compiled compiled(JsonNode schema, String rule) throws Expressions.CompilationFault {
        DeclaredTypes types = new DeclaredTypes(schema, false);
        return Expressions.over(types, Map.of("self", types.root(), "oldSelf", types.root()))
                .compile("rule", rule, SimpleType.BOOL);
    }

    @ParameterizedTest(name = "{1} of {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: array, items: {type: number}} | self.all(x, true) | 4718591",
                "{type: array, maxItems: 10, items: {type: number}} | self.all(x, true) | 32",
                "{type: array, items: {type: string}} | self.all(x, true) | 3145727",
                "{type: array, items: {type: boolean}} | self.all(x, true) | 1887437",
                "{type: array, items: {type: array, items: {type: number}}} | self.all(x, true) | 3145727",
                "{type: array, items: {type: string, format: duration}} | self.all(x, true) | 2359295",
                "{type: array, items: {type: string, format: date}} | self.all(x, true) | 725936",
                "{type: array, items: {type: string, format: date-time}} | self.all(x, true) | 428963",
                "{type: array, items: {x-kubernetes-int-or-string: true}} | self.all(x, true) | 4718591",
                "{type: object, additionalProperties: {type: number}} | self.all(x, true) | 1348169",
                "{type: object, additionalProperties: {type: string}} | self.all(x, true) | 1179647",
                "{type: object, additionalProperties: {type: number}} | has(self.x) | 1",
                "{type: string} | self.contains('test') | 314574",
                "{type: string, maxLength: 10} | self.contains('test') | 5",
                "{type: string} | self.startsWith('test') | 2",
                "{type: string} | size(self + 'hello') > size('hello') | 314578",
                "{type: string, maxLength: 4} | size(self + 'hello') > size('hello') | 7",
                "{type: array, items: {type: number}} | self[1] == 0.0 | 2",
                "{type: array, items: {type: string}} | self[1] == self[1] | 314577",
                "{type: array, maxItems: 10, items: {type: number}} | self.all(x, self.all(y, true)) | 352",
                "{type: array, maxItems: 10, items: {type: number}} | self.all(x, self.all(y, self.all(z, true))) | 3552",
                "{type: string} | self.matches('x') | 314574",
                "{type: string, maxLength: 50} | self.matches('x') | 22",
                "{type: string} | ''.matches('(((((((((())))))))))[0-9]') | 7",
                "{type: array, maxItems: 6291456, items: {type: number}} | self.all(x, x == 0.0) | 25165826",
                "{type: array, items: {x-kubernetes-int-or-string: true}} | self[0] == 5 | 3",
                "{type: array, items: {type: string, format: duration}} | self[0].getHours() == 2 | 4",
                "{type: array, maxItems: 12, items: {type: object, additionalProperties: {type: number}}} | self.all(x, x.y == 25.2) | 74",
                "{type: string} | self.find('[0-9]+') == '' | 629147",
                "{type: string, maxLength: 10} | self.find('[0-9]+') == '' | 11",
                "{type: array, items: {type: string}} | self.join(' ') == 'aa bb' | 329853068905",
                "{type: array, maxItems: 10, items: {type: string, maxLength: 10}} | self.join(' ') == 'aa bb' | 43",
                "{type: array, items: {type: string}} | self.isSorted() == true | 329854432052",
                "{type: array, maxItems: 10, items: {type: string, maxLength: 10}} | self.isSorted() == true | 52",
                "{type: object, properties: {s: {type: string}, a: {type: string, maxLength: 2}, b: {type: string, maxLength: 4}}} | self.s.replace(self.a, self.b) == 'does not matter' | 629154",
                "{type: object, properties: {s: {type: string}, t: {type: string}}} | self.s.split(self.t) == [] | 629160",
                "{type: string} | self.lowerAscii() == 'lower!' | 314575",
                "{type: object, additionalProperties: {type: integer}} | oldSelf.size() == self.size() | 5",
                "{type: object, additionalProperties: {type: string, format: date-time}} | self['a'] == self['b'] | 8",
                "{type: array, maxItems: 10, items: {type: integer}} | sets.contains(self, oldSelf) | 103",
                "{type: array, maxItems: 10, items: {type: integer}} | self.sort().all(x, true) | 143",
                "{type: array, maxItems: 10, items: {type: integer}} | self.distinct().size() == self.size() | 116",
                "{type: string, enum: [A, B, LongValue]} | self.contains('A') | 2",
                "{type: string, maxLength: 1000, enum: [A, LongValue]} | self.contains('A') | 401"
            })
    void an_expression_can_cost(String schema, String rule, long most) throws Exception {
        JsonNode parsed = Yaml.parse(schema);

        assertThat(CostEstimate.most(compiled(parsed, rule).tree(), DeclaredSizes.of(parsed, false)))
                .isEqualTo(most);
    }

    @ParameterizedTest(name = "{1} of {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: array, items: {type: number}} | [1, 2, 3] | self.all(x, true) | 11",
                "{type: array, items: {type: string}} | [abcdefghijk] | self.exists(x, x == 'abcdefghijk') | 9",
                "{type: string} | abcdefghijklmnopqrstuvwxyz | self.contains('test') | 4",
                "{type: string} | abcdefghijklmnopqrstuvwxyz | self.startsWith('abc') && self.size() > 3 | 5",
                "{type: array, items: {type: integer}} | [1, 2, 3] | sets.contains(self, self) | 12",
                "{type: array, items: {type: integer}} | [1, 2, 3] | self.distinct().size() == 3 | 23",
                "{type: string} | abc | self.matches('[a-z]+') | 3",
                "{type: string} | abc | self in ['x', 'y'] | 1",
                "{type: string} | 10.0.0.1/24 | cidr(self).containsIP('10.0.0.1') | 5",
                "{type: string} | abc | format.dns1123Label().validate(self).hasValue() | 11",
                "{type: object, additionalProperties: {type: string}} | {a: b} | has(self.a) ? self.a == 'b' : false | 4",
            })
    void an_evaluation_costs_what_it_does(String schema, String value, String rule, long expected) throws Exception {
        JsonNode parsed = Yaml.parse(schema);
        Cost cost = new Cost();

        compiled(parsed, rule).value(Map.of("self", DeclaredValues.of(parsed, Yaml.parse(value), false)), cost);

        assertThat(cost.spent()).isEqualTo(expected);
    }

    private static String faults(String schema) {
        FieldErrors errors = new FieldErrors();
        RuleLanguage.check(Yaml.parse(schema), FieldPath.of("s"), errors);
        return errors.causes().stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void a_rule_that_can_cost_too_much_is_refused() {
        String quadratic = """
                {type: object, properties: {l: {type: array, %s items: {type: string, maxLength: 10}, x-kubernetes-validations: [
                  {rule: "self.all(x, self.exists_one(y, x == y))"}]}}}
                """;

        assertThat(faults(quadratic.formatted(""))).isEqualTo("""
                s.properties[l].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)
                s.properties[l].x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema
                s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)""");
        assertThat(faults(quadratic.formatted("maxItems: 100,"))).isEmpty();
    }

    @Test
    void a_rule_below_a_list_is_counted_for_each_element() {
        String nested = """
                {type: object, properties: {l: {type: array, %s items: {type: string, %s x-kubernetes-validations: [
                  {rule: "self.contains('a')"}]}}}}
                """;

        assertThat(faults(nested.formatted("maxItems: 100,", "maxLength: 100,")))
                .isEmpty();
        assertThat(faults(nested.formatted("", "maxLength: 100,")))
                .startsWith("s.properties[l].items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost"
                        + " exceeds budget by factor of 4.3x (");
        assertThat(faults(nested.formatted("maxItems: 35,", ""))).contains("exceeds budget by factor of 1.101009x (");
    }

    @Test
    void a_message_has_a_cost_too_and_rules_add_up() {
        assertThat(faults("""
                {type: object, properties: {a: {type: string}, b: {type: string}}, x-kubernetes-validations: [
                  {rule: "true", messageExpression: "self.a.contains(self.b) ? 'x' : 'y'"}]}
                """))
                .startsWith(
                        "s.x-kubernetes-validations[0].messageExpression: Forbidden: estimated messageExpression cost");
        String rule = "{rule: \"self.all(x, x == 0.0)\"}";
        String twenty = "{type: array, maxItems: 2000000, items: {type: number}, x-kubernetes-validations: ["
                + (rule + ", ").repeat(19) + rule + "]}";

        assertThat(faults("{type: object, properties: {l: " + twenty + "}}"))
                .contains(
                        """
                s.properties[l].x-kubernetes-validations[0].rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema
                """,
                        "s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.6x (");
    }

    @Test
    void one_object_has_a_budget_for_all_its_rules() {
        JsonNode schema = Yaml.parse("""
                {type: object, properties: {l: {type: array, items: {type: integer, x-kubernetes-validations: [{message: slow,
                  rule: "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, true))))"}]}}}}
                """);
        FieldErrors errors = new FieldErrors();

        String many = "1, ".repeat(400);
        new RuleLanguage().of(schema).judge((ObjectNode) Yaml.parse("{l: [" + many + "2]}"), null, errors);

        assertThat(errors.causes()).hasSize(1);
        assertThat(errors.causes().get(0).message())
                .isEqualTo("Invalid value: \"integer\": validation failed due to running out of cost budget, no further"
                        + " validation rules will be run");
    }
}
