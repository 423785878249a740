package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;

/** Schema, value, and the fields at fault with their reasons; none if it fits. */
class StructuralValidationTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: integer, minimum: 1, maximum: 5} | 5 | ''",
                "{type: integer, minimum: 1} | 0 | v FieldValueInvalid",
                "{type: integer, maximum: 5, exclusiveMaximum: true} | 5 | v FieldValueInvalid",
                "{type: number, multipleOf: 0.5} | 1.25 | v FieldValueInvalid",
                "{type: integer} | 1.5 | v FieldValueTypeInvalid",
                "{type: string} | 1 | v FieldValueTypeInvalid",
                "{type: string} | null | v FieldValueTypeInvalid",
                "{type: string, nullable: true} | null | ''",
                "{type: string, enum: [a, b]} | c | v FieldValueNotSupported",
                "{type: string, maxLength: 2} | abc | v FieldValueTooLong",
                "{type: string, minLength: 2} | a | v FieldValueInvalid",
                "{type: string, pattern: '^a+$'} | aab | v FieldValueInvalid",
                "{type: string, pattern: '^(?P<letter>[[:alpha:]])\\pL$'} | a1 | v FieldValueInvalid",
                "{type: string, pattern: '^(?P<letter>[[:alpha:]])\\pL$'} | ab | ''",
                "{type: string, format: date-time} | yesterday | v FieldValueTypeInvalid",
                "{x-kubernetes-int-or-string: true} | 80% | ''",
                "{x-kubernetes-int-or-string: true} | [] | v FieldValueTypeInvalid",
                "{type: array, maxItems: 1, items: {type: integer}} | [1, 2] | v FieldValueTooMany",
                "{type: array, items: {type: integer}} | [1, a] | v[1] FieldValueTypeInvalid",
                "{type: array, x-kubernetes-list-type: set, items: {type: string}} | [a, a] | v[1] FieldValueDuplicate",
                "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [n], items: {type: object}} | [{n: a}, {n: b}, {n: a}] | v[2] FieldValueDuplicate",
                "{type: object, required: [a, b]} | {a: 1} | v.b FieldValueRequired",
                "{type: object, properties: {a: {type: object, required: [c]}}} | {a: {}} | v.a.c FieldValueRequired",
                "{type: object, additionalProperties: {type: integer}} | {x: y} | v.x FieldValueTypeInvalid",
                "{type: object, x-kubernetes-embedded-resource: true} | {spec: 1} | v.apiVersion FieldValueRequired, v.kind FieldValueRequired",
                "{type: object, x-kubernetes-embedded-resource: true} | {apiVersion: v1, kind: '1', metadata: {name: a/b}} | v.kind FieldValueInvalid, v.metadata.name FieldValueInvalid",
                "{type: object, x-kubernetes-embedded-resource: true} | {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}} | ''",
                "{type: integer, format: int32} | 3000000000 | <nil> FieldValueInvalid",
                "{type: integer, format: int64} | 3000000000 | ''",
                "{type: object, minProperties: 1} | {} | v FieldValueInvalid",
                "{type: integer, allOf: [{minimum: 3}]} | 2 | v FieldValueInvalid, <nil> FieldValueInvalid",
                "{type: object, oneOf: [{required: [a]}, {required: [b]}]} | {a: 1, b: 1} | <nil> FieldValueInvalid",
                "{type: object, anyOf: [{required: [a]}, {required: [b]}]} | {} | <nil> FieldValueInvalid, v.a FieldValueRequired",
                "{type: object, not: {required: [a]}} | {a: 1} | <nil> FieldValueInvalid"
            })
    void each_keyword_is_judged(String schema, String value, String expected) {
        FieldErrors errors = new FieldErrors();

        new StructuralValidation(errors).value(Yaml.parse(schema), Yaml.parse(value), FieldPath.of("v"));
        ListTypes.judge(Yaml.parse(schema), Yaml.parse(value), FieldPath.of("v"), errors);

        assertThat(errors.causes().stream()
                        .map(cause -> cause.field() + " " + cause.reason())
                        .collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }

    @Test
    void a_pattern_that_only_a_backtracking_engine_could_match_is_refused() {
        assertThatThrownBy(() -> StructuralValidation.pattern("(a)\\1")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> StructuralValidation.pattern("(?=a)b")).isInstanceOf(PatternSyntaxException.class);
    }
}
