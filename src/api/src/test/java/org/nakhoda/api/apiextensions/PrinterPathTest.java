package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;

class PrinterPathTest {
    private static final JsonNode SHIP = Yaml.parse("""
            metadata: {annotations: {example.com/port: Melaka}}
            spec: {masts: [{name: fore, sails: 2}, {name: main, sails: 3}]}
            status: {conditions: [{type: Ready, status: "True"}, {type: Afloat, status: "False"}]}
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".spec.masts[1].name | main",
                ".spec.masts[-1].sails | 3",
                ".spec.masts[*].name | fore,main",
                ".status.conditions[?(@.type==\"Afloat\")].status | False",
                ".status.conditions[?(@.type!='Afloat')].status | True",
                ".metadata.annotations.example\\.com/port | Melaka",
                ".metadata.annotations['example.com/port'] | Melaka",
                ".spec.none.below | ''"
            })
    void a_path_leads_to_values(String path, String values) {
        assertThat(String.join(
                        ",",
                        PrinterPath.parse(path).all(SHIP).stream()
                                .map(JsonNode::asString)
                                .toList()))
                .isEqualTo(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "spec", ".spec[", ".spec[x]", ".spec[?(type)]"})
    void what_is_no_path_is_refused(String path) {
        assertThatThrownBy(() -> PrinterPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
    }
}
