package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;

/** What an update may leave as it was, though the schema would not take it today: old state, new state, faults. */
class RatchetingTest {
    private static final String SCHEMA = """
            type: object
            properties:
              num: {type: integer, maximum: 5}
              o: {type: object, required: [x], properties: {x: {type: string}, z: {type: integer, maximum: 5}}}
              atomic: {type: array, items: {type: integer, maximum: 5}}
              keyed: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k],
                items: {type: object, properties: {k: {type: string}, v: {type: integer, maximum: 5}}}}
              set: {type: array, x-kubernetes-list-type: set, items: {type: integer}}
              map: {type: object, additionalProperties: {type: integer, maximum: 5}}
              all: {type: object, properties: {x: {type: integer}, z: {type: integer}}, allOf: [{properties: {x: {maximum: 5}}}]}
            """;

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{num: 9} | {num: 9, o: {x: a}} | ''",
                "{num: 9} | {num: 8} | num",
                "{} | {num: 9} | num",
                "{o: {z: 9}} | {o: {z: 9}, num: 1} | ''",
                "{o: {z: 9}} | {o: {z: 9, w: 1}} | o.x",
                "{atomic: [9, 1]} | {atomic: [9, 1], num: 1} | ''",
                "{atomic: [9, 1]} | {atomic: [9, 2]} | atomic[0]",
                "{keyed: [{k: a, v: 9}]} | {keyed: [{k: b, v: 1}, {k: a, v: 9}]} | ''",
                "{keyed: [{k: a, v: 9}]} | {keyed: [{k: b, v: 9}]} | keyed[0].v",
                "{keyed: [{k: a, v: 9}, {k: b, v: 1}]} | {keyed: [{k: b, v: 1}, {k: a, v: 9}], num: 2} | ''",
                "{set: [1, 1]} | {set: [1, 1, 2]} | ''",
                "{set: [1]} | {set: [1, 1]} | set[1]",
                "{map: {a: 9}} | {map: {a: 9, b: 1}} | ''",
                "{map: {a: 9}} | {map: {b: 9}} | map.b",
                "{all: {x: 9}} | {all: {x: 9}, num: 1} | ''",
                "{all: {x: 9}} | {all: {x: 9, z: 1}} | 'all.x,<nil>'"
            })
    void an_update_is_judged_by_what_it_changes(String old, String now, String expected) {
        FieldErrors errors = new FieldErrors();

        StructuralValidation.judge(Yaml.parse(SCHEMA), Yaml.parse(now), Yaml.parse(old), errors);

        assertThat(errors.causes().stream().map(cause -> cause.field()).collect(Collectors.joining(",")))
                .isEqualTo(expected);
    }
}
