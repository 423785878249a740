package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;

/** What a JSONPath can ask for besides fields. */
class PrinterFilterTest {
    private static final JsonNode OBJECT = Yaml.parse("""
            list: [{name: a, size: 1, has: true}, {name: b, size: 22}, {name: c, size: 3}]
            inner: {name: d}
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".list[?(@.name==\"b\")].size | [22]",
                ".list[?(@.name!='b')].size | [1,3]",
                ".list[?(@.size>2)].name | [\"b\",\"c\"]",
                ".list[?(@.size<=1)].name | [\"a\"]",
                ".list[?(@.has)].name | [\"a\"]",
                ".list[?(@.has==true)].name | [\"a\"]",
                ".list[0:2].name | [\"a\",\"b\"]",
                ".list[-1].name | [\"c\"]",
                ".list[-2:].name | [\"b\",\"c\"]",
                ".list[::2].name | [\"a\",\"c\"]",
                ".list[0,2].name | [\"a\",\"c\"]",
                ".inner['name'] | [\"d\"]",
                "..name | [\"a\",\"b\",\"c\",\"d\"]",
            })
    void a_path_finds(String path, String found) {
        assertThat(PrinterPath.parse(path).all(OBJECT).toString().replace(" ", ""))
                .isEqualTo(found);
    }

    @Test
    void a_condition_must_be_about_the_element() {
        assertThatThrownBy(() -> PrinterPath.parse(".list[?(name==1)]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PrinterPath.parse(".list[x]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PrinterPath.parse(".list[0:1:0]")).isInstanceOf(IllegalArgumentException.class);
    }
}
