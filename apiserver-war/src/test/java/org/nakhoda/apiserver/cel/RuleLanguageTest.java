package org.nakhoda.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RuleLanguageTest {
    private static final String SCHEMA = """
            type: object
            properties:
              a-b: {type: integer}
              namespace: {type: string}
              size: {x-kubernetes-int-or-string: true}
              since: {type: string, format: date-time}
              every: {type: string, format: duration}
              data: {type: string, format: byte}
              share: {type: number}
              names: {type: array, items: {type: string}}
              limits: {type: object, additionalProperties: {type: string}}
              ports: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {
                type: object, properties: {name: {type: string}, port: {type: integer}}}}
            """;
    private static final String OBJECT = """
            {apiVersion: example.com/v1, kind: Ship, metadata: {name: a, labels: {x: "y"}}, a-b: 3, namespace: sea, size: 80%,
             since: "2026-01-02T03:04:05Z", every: 1h30m, data: aGk=, share: 1, names: [b, a, b], limits: {cpu: 500m, memory: 1Gi},
             ports: [{name: http, port: 80}]}
            """;

    private static JsonNode schema(String schema, String rules) {
        ObjectNode tree = (ObjectNode) Yaml.parse(schema);
        tree.set("x-kubernetes-validations", Yaml.parse(rules));
        return tree;
    }

    private static String judge(JsonNode schema, String object, String old) {
        FieldErrors errors = new FieldErrors();
        new RuleLanguage()
                .of(schema)
                .judge((ObjectNode) Yaml.parse(object), old == null ? null : (ObjectNode) Yaml.parse(old), errors);
        return shown(errors);
    }

    private static String shown(FieldErrors errors) {
        return errors.causes().stream()
                .map(cause -> cause.reason() + " " + cause.field() + ": " + cause.message())
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.a__dash__b == 3 && self.__namespace__ == 'sea'",
                "self.metadata.name == 'a' && self.kind == 'Ship'",
                "type(self.size) == string ? self.size == '80%' : self.size == 80",
                "self.since > timestamp('2026-01-01T00:00:00Z')",
                "self.every == duration('90m')",
                "self.data == b'hi'",
                "self.share < 2.0",
                "!has(self.limits.gpu) && self.limits['cpu'] == '500m'",
                "quantity(self.limits.memory).isGreaterThan(quantity('500Mi'))",
                "quantity('1Gi').compareTo(quantity('1024Mi')) == 0 && !isQuantity('10x')",
                "quantity('50k').add(20).asInteger() == 50020",
                "self.names.indexOf('a') == 1 && self.names.lastIndexOf('b') == 2 && !self.names.isSorted()",
                "[1, 3, 2].max() == 3 && [1, 3, 2].min() == 1 && [1, 3, 2].sum() == 6",
                "self.ports.all(p, p.port > 0) && self.ports.exists_one(p, p.name == 'http')",
                "self.limits.all(k, v, k != v)",
                "self.limits.transformList(k, v, k).size() == 2",
                "self.?a__dash__b.orValue(0) == 3 && optional.of(1).hasValue()",
                "'a-b-c'.split('-').size() == 3 && 'Ab'.lowerAscii() == 'ab'",
                "'abc 123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
                "'%s has %d'.format([self.kind, 3]) == 'Ship has 3'",
                "'abc'.matches('^a.c$')",
                "url('https://example.com:80/a?b=c').getHost() == 'example.com:80'",
                "url('https://example.com/a?b=c').getQuery()['b'] == ['c'] && !isURL('::')",
                "ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3') && isIP('::1')",
                "cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16')) && ip('127.0.0.1').isLoopback()",
                "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('v1.2', true).minor() == 2 && !isSemver('v1')",
                "!format.dns1123Label().validate('a-b').hasValue() && format.dns1123Label().validate('A_').hasValue()",
                "format.named('uuid').hasValue() && !format.named('no').hasValue()",
                "sets.contains([1, 2, 3], [2]) && math.greatest(1, 2) == 2"
            })
    void holds(String rule) {
        assertThat(judge(schema(SCHEMA, "[{rule: \"" + rule + "\"}]"), OBJECT, null))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: 'false', message: nope} | FieldValueInvalid <nil>: Invalid value: \"object\": nope",
                "{rule: 'self.kind == \"\"'} | FieldValueInvalid <nil>: Invalid value: \"object\": failed rule: self.kind == \"\"",
                "{rule: 'false', messageExpression: '\"is \" + self.kind', message: nope} | FieldValueInvalid <nil>: Invalid value: \"object\": is Ship",
                "{rule: 'false', messageExpression: 'self.limits[\"x\"]', message: nope} | FieldValueInvalid <nil>: Invalid value: \"object\": nope",
                "{rule: 'false', reason: FieldValueForbidden, message: nope, fieldPath: .namespace} | FieldValueForbidden namespace: Forbidden: nope",
                "{rule: 'false', reason: FieldValueRequired, message: nope, fieldPath: \"['a-b']\"} | FieldValueRequired a-b: Required value: nope",
                "{rule: 'false', reason: FieldValueDuplicate, message: nope} | FieldValueDuplicate <nil>: Duplicate value: \"object\"",
            })
    void a_broken_rule_is_told_as_it_asks(String rule, String expected) {
        assertThat(judge(schema(SCHEMA, "[" + rule + "]"), OBJECT, null)).isEqualTo(expected);
    }

    @Test
    void an_expression_that_fails_is_a_fault() {
        assertThat(judge(schema(SCHEMA, "[{rule: \"self.limits['x'] == 'y'\"}]"), OBJECT, null))
                .isEqualTo("FieldValueInvalid <nil>: Invalid value: \"object\": no such key: x evaluating rule:"
                        + " self.limits['x'] == 'y'");
    }

    @Test
    void an_expression_that_costs_too_much_is_ended() {
        String rule =
                "[{message: slow, rule: \"[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c,"
                        + " [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, true))))))\"}]";

        assertThat(judge(schema(SCHEMA, rule), OBJECT, null))
                .isEqualTo(
                        "FieldValueInvalid <nil>: Invalid value: \"object\": 'operation cancelled: actual cost limit"
                                + " exceeded': no further validation rules will be run due to call cost exceeds limit for rule: slow");
    }

    @Test
    void rules_stand_at_every_level() {
        JsonNode schema = Yaml.parse("""
                type: object
                properties:
                  a: {type: integer, x-kubernetes-validations: [{rule: self > 1, message: small}]}
                  b: {type: array, items: {type: string, x-kubernetes-validations: [{rule: self != "x", message: x}]}}
                  c: {type: object, additionalProperties: {type: boolean, x-kubernetes-validations: [{rule: self, message: is off}]}}
                """);

        assertThat(judge(schema, "{a: 1, b: [y, x], c: {k: false}}", null)).isEqualTo("""
                        FieldValueInvalid a: Invalid value: "integer": small
                        FieldValueInvalid b[1]: Invalid value: "string": x
                        FieldValueInvalid c[k]: Invalid value: "boolean": is off""");
    }

    @Test
    void a_transition_is_judged_only_where_there_was_a_value_before() {
        JsonNode schema = Yaml.parse("""
                type: object
                properties:
                  a: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf, message: shrinks}]}
                  p: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [n], items: {type: object,
                    properties: {n: {type: string}, v: {type: integer, x-kubernetes-validations: [{rule: self == oldSelf, message: fixed}]}}}}
                  o: {type: integer, x-kubernetes-validations: [{rule: oldSelf.hasValue() || self == 0, optionalOldSelf: true, message: begins at 0}]}
                """);

        assertThat(judge(schema, "{a: 1, p: [{n: x, v: 1}], o: 0}", null)).isEmpty();
        assertThat(judge(schema, "{a: 1}", "{}")).isEmpty();
        assertThat(judge(schema, "{a: 1}", "{a: 2}")).contains("a: Invalid value: \"integer\": shrinks");
        assertThat(judge(schema, "{p: [{n: y, v: 3}, {n: x, v: 2}]}", "{p: [{n: x, v: 1}]}"))
                .isEqualTo("FieldValueInvalid p[1].v: Invalid value: \"integer\": fixed");
        assertThat(judge(schema, "{o: 1}", null)).contains("begins at 0");
        assertThat(judge(schema, "{o: 2}", "{o: 1}")).isEmpty();
    }

    @Test
    void what_an_update_leaves_as_it_was_is_not_judged_again() {
        JsonNode schema = Yaml.parse("""
                type: object
                properties:
                  a: {type: integer, x-kubernetes-validations: [{rule: self > 1, message: small}]}
                  b: {type: integer}
                """);

        assertThat(judge(schema, "{a: 1, b: 2}", "{a: 1, b: 1}")).isEmpty();
        assertThat(judge(schema, "{a: 0, b: 2}", "{a: 1, b: 1}")).contains("small");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: self.nothing == 1} | FieldValueInvalid x-kubernetes-validations[0].rule",
                "{rule: 'self.share +'} | FieldValueInvalid x-kubernetes-validations[0].rule",
                "{rule: self.share} | FieldValueInvalid x-kubernetes-validations[0].rule",
                "{rule: ''} | FieldValueRequired x-kubernetes-validations[0].rule",
                "{rule: 'true', messageExpression: '1'} | FieldValueInvalid x-kubernetes-validations[0].messageExpression",
                "{rule: 'true', reason: Odd} | FieldValueNotSupported x-kubernetes-validations[0].reason",
                "{rule: 'true', fieldPath: .nothing} | FieldValueInvalid x-kubernetes-validations[0].fieldPath",
                "{rule: \"true &&\\n false\"} | FieldValueRequired x-kubernetes-validations[0].message",
                "{rule: \"self.names.exists(n, n == self.a__dash__b)\"} | FieldValueInvalid x-kubernetes-validations[0].rule"
            })
    void a_rule_that_cannot_be_understood_is_named(String rule, String expected) {
        FieldErrors errors = new FieldErrors();

        RuleLanguage.check(schema(SCHEMA, "[" + rule + "]"), FieldPath.ROOT, errors);

        assertThat(errors.causes().stream()
                        .map(c -> c.reason() + " " + c.field())
                        .toList())
                .containsExactly(expected);
    }

    @Test
    void elements_without_keys_have_no_value_before() {
        FieldErrors errors = new FieldErrors();

        RuleLanguage.check(
                Yaml.parse("{type: object, properties: {b: {type: array, items: {type: string,"
                        + " x-kubernetes-validations: [{rule: self == oldSelf}]}}}}"),
                FieldPath.ROOT,
                errors);

        assertThat(shown(errors)).contains("properties[b].items.x-kubernetes-validations[0].rule", "oldSelf");
    }
}
