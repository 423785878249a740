package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;

/** What a definition's schema may say; each fault with its place. */
class SchemaDeclarationTest {
    private static String faults(String schema, boolean status) {
        FieldErrors errors = new FieldErrors();
        new SchemaDeclaration("v1", Yaml.parse(schema), status, FieldPath.of("s")).judge(true, errors);
        return errors.causes().stream()
                .map(cause -> cause.field() + " " + cause.message())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: string} | s.properties[a] | ``",
                "{} | s.properties[a].type Required value: must not be empty for specified object fields",
                "{type: array, items: {}} | s.properties[a].items.type Required value: must not be empty for specified array items",
                "{type: array} | s.properties[a].items Required value: must be specified",
                "{type: word} | s.properties[a].type Unsupported value: \"word\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"",
                "{type: object, properties: {x: {type: string}}, additionalProperties: {type: string}} | s.properties[a].additionalProperties Forbidden: additionalProperties and properties are mutual exclusive",
                "{type: string, allOf: [{type: string}]} | s.properties[a].allOf[0].type Forbidden: must be empty to be structural",
                "{type: string, anyOf: [{description: x}]} | s.properties[a].anyOf[0].description Forbidden: must be empty to be structural",
                "{type: string, not: {nullable: true}} | s.properties[a].not.nullable Forbidden: must be false to be structural",
                "{type: string, oneOf: [{default: x}]} | s.properties[a].oneOf[0].default Forbidden: must be undefined to be structural",
                "{type: string, oneOf: [{pattern: '^a'}]} | ``",
                "{type: object, properties: {x: {type: string}}, anyOf: [{properties: {x: {minLength: 1}}}]} | ``",
                "{type: object, properties: {x: {type: string}}, anyOf: [{properties: {z: {minLength: 1}}}]} | s.properties[a].properties[z] Required value: because it is defined in s.properties[a].anyOf[0].properties[z]",
                "{type: object, properties: {metadata: {type: object}}, not: {properties: {metadata: {}}}} | s.properties[a].not.properties[metadata] Forbidden: must not be specified in a nested context",
                "{type: string, allOf: [{x-kubernetes-validations: [{rule: 'true'}]}]} | s.properties[a].allOf[0].x-kubernetes-validations Forbidden: must be empty to be structural",
                "{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]} | ``",
                "{x-kubernetes-int-or-string: true, allOf: [{anyOf: [{type: integer}, {type: string}]}, {pattern: x}]} | ``",
                "{x-kubernetes-int-or-string: true, anyOf: [{type: string}]} | s.properties[a].anyOf[0].type Forbidden: must be empty to be structural",
                "{x-kubernetes-int-or-string: true, x-kubernetes-preserve-unknown-fields: true} | s.properties[a].x-kubernetes-preserve-unknown-fields Invalid value: true: must be false if x-kubernetes-int-or-string is true",
                "{type: string, x-kubernetes-preserve-unknown-fields: false} | s.properties[a].x-kubernetes-preserve-unknown-fields Invalid value: false: must be true or undefined",
                "{x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true} | s.properties[a].type Required value: must be object if x-kubernetes-embedded-resource is true",
                "{type: object, x-kubernetes-embedded-resource: true} | s.properties[a].properties Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
                "{type: object, x-kubernetes-embedded-resource: true, properties: {kind: {type: integer}}} | s.properties[a].properties[kind].type Invalid value: \"integer\": must be string",
                "{type: object, x-kubernetes-list-type: set} | s.properties[a].type Invalid value: \"object\": must be array if x-kubernetes-list-type is specified",
                "{type: array, items: {type: string}, x-kubernetes-list-type: odd} | s.properties[a].x-kubernetes-list-type Unsupported value: \"odd\": supported values: \"atomic\", \"map\", \"set\"",
                "{type: array, items: {type: object}, x-kubernetes-list-type: set} | s.properties[a].items.x-kubernetes-map-type Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
                "{type: array, items: {type: string, nullable: true}, x-kubernetes-list-type: set} | s.properties[a].items.nullable Forbidden: cannot be nullable when x-kubernetes-list-type is set",
                "{type: array, items: {type: object, properties: {k: {type: string}}}, x-kubernetes-list-type: map} | s.properties[a].x-kubernetes-list-map-keys Required value: must not be empty if x-kubernetes-list-type is map",
                "{type: array, items: {type: object, properties: {k: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k]} | s.properties[a].items.properties[k].default Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
                "{type: array, items: {type: object, required: [k], properties: {k: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k, k]} | s.properties[a].x-kubernetes-list-map-keys Invalid value: [\"k\",\"k\"]: must not contain duplicate entries",
                "{type: array, items: {type: object, required: [k], properties: {k: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [j]} | s.properties[a].x-kubernetes-list-map-keys Invalid value: [\"j\"]: entries must all be names of item properties",
                "{type: array, items: {type: string}, x-kubernetes-list-map-keys: [k]} | s.properties[a].x-kubernetes-list-type Required value: must be map if x-kubernetes-list-map-keys is non-empty",
                "{type: object, x-kubernetes-map-type: odd} | s.properties[a].x-kubernetes-map-type Unsupported value: \"odd\": supported values: \"atomic\", \"granular\"",
                "{type: array, items: {type: string}, uniqueItems: true} | s.properties[a].uniqueItems Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
                "{type: string, definitions: {x: {type: string}}} | s.properties[a].definitions Forbidden: definitions is not supported",
                "{type: string, default: 1} | s.properties[a].default Invalid value: \"integer\": s.properties[a].default in body must be of type string: \"integer\"",
                "{type: object, properties: {x: {type: string}}, default: {z: 1}} | s.properties[a].default Invalid value: {\"z\":1}: must not have unknown fields",
                "{type: string, pattern: '(a'} | s.properties[a].pattern Invalid value: \"(a\": must be a valid regular expression, but isn't: missing closing )"
            })
    void a_field_may_say_so_much(String field, String expected) {
        String found = faults("{type: object, properties: {a: " + field + "}}", true);

        assertThat(found).isEqualTo(expected.equals("s.properties[a]") ? "" : expected);
    }

    @Test
    void the_root_is_an_object_whose_metadata_is_known() {
        assertThat(faults("{type: array, items: {type: string}}", false))
                .isEqualTo("s.type Invalid value: \"array\": must be object at the root");
        assertThat(faults("{}", false)).isEqualTo("s.type Required value: must not be empty at the root");
        assertThat(faults("{type: object, nullable: true}", false))
                .isEqualTo("s.nullable Forbidden: nullable cannot be true at the root");
        assertThat(faults("{type: object, additionalProperties: {type: string}}", false))
                .isEqualTo("s.additionalProperties Forbidden: must not be used at the root");
        assertThat(faults(
                        "{type: object, properties: {metadata: {type: object, properties: {name: {type: string, maxLength: 9}}}}}",
                        true))
                .isEmpty();
        assertThat(faults(
                        "{type: object, properties: {metadata: {type: object, properties: {labels: {type: object}}}}}",
                        true))
                .startsWith(
                        "s.properties[metadata] Forbidden: must not specify anything other than name and generateName");
        assertThat(faults("{type: object, properties: {kind: {type: string, default: Ship}}}", true))
                .isEqualTo("s.properties[kind].default Forbidden: must not be set in top-level kind");
    }

    @Test
    void a_status_of_its_own_leaves_little_for_the_root() {
        String schema = "{type: object, properties: {a: {type: string}}, anyOf: [{required: [a]}]}";

        assertThat(faults(schema, false)).isEmpty();
        assertThat(faults(schema, true))
                .contains("fields are allowed at the root of the schema if the status subresource is enabled");
    }

    @Test
    void a_schema_that_all_versions_share_stands_once() {
        JsonNode shared = Yaml.parse("""
                spec: {versions: [{name: v1, schema: {openAPIV3Schema: {type: object}}}, {name: v2, schema: {openAPIV3Schema: {type: object}}}]}
                """);
        JsonNode different = Yaml.parse("""
                spec: {versions: [{name: v1, schema: {openAPIV3Schema: {type: object}}}, {name: v2, schema: {openAPIV3Schema: {type: array}}}]}
                """);

        assertThat(SchemaDeclaration.of(shared).stream().map(one -> one.path().toString()))
                .containsExactly("spec.validation.openAPIV3Schema");
        assertThat(SchemaDeclaration.of(different).stream()
                        .map(one -> one.path().toString()))
                .containsExactly("spec.versions[0].schema.openAPIV3Schema", "spec.versions[1].schema.openAPIV3Schema");
    }
}
