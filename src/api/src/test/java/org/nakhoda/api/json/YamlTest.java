package org.nakhoda.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class YamlTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "yes | true",
                "Off | false",
                "'yes' | \"yes\"",
                "!!str yes | \"yes\"",
                "~ | null",
                "`` | null",
                "null | null",
                "0644 | 420",
                "0o644 | 420",
                "0x1F | 31",
                "0b101 | 5",
                "1_000 | 1000",
                "-7 | -7",
                "9223372036854775808 | 9223372036854775808",
                "1.50 | 1.5",
                "2.0 | 2",
                ".5 | 0.5",
                "1e3 | 1000",
                "0899 | 899",
                "100m | \"100m\"",
                "1.2.3 | \"1.2.3\"",
                "10.0.0.1 | \"10.0.0.1\"",
                "2024-01-02 | \"2024-01-02\"",
                "2024-01-02T03:04:05Z | \"2024-01-02T03:04:05Z\"",
                "12:30 | \"12:30\"",
                "!!binary aGk= | \"hi\"",
                "[a, {b: c}] | [\"a\",{\"b\":\"c\"}]",
                "{1: a, true: b, 2.5: c} | {\"1\":\"a\",\"true\":\"b\",\"2.5\":\"c\"}",
                "{\"a\": \"\\u00e9\\n\"} | {\"a\":\"é\\n\"}"
            })
    void scalarsMeanWhatTheyMeanToKubectl(String yaml, String json) {
        assertThat(Yaml.parse(yaml).toString()).isEqualTo(Json.parse(json).toString());
    }

    @Test
    void aManifestBecomesATree() {
        JsonNode tree = Yaml.parse("""
                ---
                # a comment
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a
                  labels: &l {app: web}
                data:
                  script: |
                    one
                      two
                  folded: >-
                    one
                    two
                  empty: ""
                copy: *l
                merged:
                  <<: *l
                  tier: db
                ...
                """);
        assertThat(tree).isEqualTo(Json.parse("""
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"app":"web"}},
                         "data":{"script":"one\\n  two\\n","folded":"one two","empty":""},
                         "copy":{"app":"web"},"merged":{"tier":"db","app":"web"}}
                        """));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{a: 1, a: 2}` | stands twice",
                "`--- a\n--- b` | exactly one is expected",
                "`a: *nowhere` | there is no anchor",
                "`&a [*a]` | there is no anchor",
                "`!foo bar` | the tag",
                "`!!python/object x` | the tag",
                "`.nan` | no JSON equivalent",
                "`-.inf` | no JSON equivalent",
                "`a: b: c` | not a YAML document",
                "`a: [1` | not a YAML document",
                "`{[a]: b}` | a key must be",
                "`{~: b}` | a key must be",
                "`<<: 5` | merge key needs"
            })
    void whatIsNoJsonIsRefusedWithItsPlace(String yaml, String message) {
        assertThatThrownBy(() -> Yaml.parse(yaml))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining(message);
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(Yaml.parse("[".repeat(200) + "]".repeat(200)).isArray()).isTrue();
        assertThatThrownBy(() -> Yaml.parse("[".repeat(100_000))).isInstanceOf(YamlException.class);
        assertThatThrownBy(() -> Yaml.parse("{a: ".repeat(100_000))).isInstanceOf(YamlException.class);
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThatThrownBy(() -> Yaml.parse(laughs.toString()))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("the aliases stand for more than");
    }

    @Test
    void aliasesOfOneLongTextAreRefused() {
        String text = "a: &a " + "x".repeat(1_000_000) + "\nb: [*a, *a, *a, *a]\n";
        assertThatThrownBy(() -> Yaml.parse(text)).hasMessageContaining("the aliases stand for more than");
    }

    @Test
    void tooLargeADocumentIsRefused() {
        assertThatThrownBy(() -> Yaml.parse("a: " + "x".repeat(Yaml.MAX_CHARACTERS)))
                .isInstanceOf(YamlException.class);
    }

    @Test
    void writesAsKubectlDoes() {
        JsonNode tree = Json.parse("""
                {"apiVersion":"v1","metadata":{"name":"a","annotations":{},"labels":{"on":"yes","n":"0644"}},
                 "spec":{"containers":[{"name":"c","args":["a b","- x","#"],"ports":[{"containerPort":80}]}],
                 "script":"one\\n  two\\n","none":null,"list":[],"flag":true}}
                """);
        assertThat(Yaml.write(tree)).isEqualTo("""
                        apiVersion: v1
                        metadata:
                          name: a
                          annotations: {}
                          labels:
                            "on": "yes"
                            "n": "0644"
                        spec:
                          containers:
                          - name: c
                            args:
                            - a b
                            - '- x'
                            - '#'
                            ports:
                            - containerPort: 80
                          script: |
                            one
                              two
                          none: null
                          list: []
                          flag: true
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a ",
                " a",
                "\n",
                "a\n",
                "a\n\n",
                "\na",
                " a\nb",
                "a \nb",
                "a\r\nb",
                "\t",
                "a\tb\n",
                "null",
                "~",
                "=",
                "<<",
                "1e3",
                ".5",
                "0x1",
                "1_0",
                "- a",
                "? a",
                ": a",
                "a: b",
                "a #b",
                "#",
                "&a",
                "*a",
                "!a",
                "%a",
                "@a",
                "`a",
                "|",
                ">",
                "'",
                "\"",
                "{",
                "[",
                "---",
                "...",
                "--- a",
                ".nan",
                "-.inf",
                "\u0000",
                "\u0007",
                "\u2028",
                "\u0085",
                "\uFEFF",
                "😀",
                "é",
                "a\n😀",
                "x\u0000\ny"
            })
    void anyTextReadsBackAsItself(String text) {
        ObjectNode tree = Json.object().put("value", text).put(text, "key");
        tree.putArray("list").add(text);
        assertThat(Yaml.parse(Yaml.write(tree))).isEqualTo(tree);
    }

    @Test
    void anyTreeReadsBackAsItself() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            JsonNode tree = Json.parse(randomTree(random, 4).toString());
            assertThat(Yaml.parse(Yaml.write(tree)).toString()).isEqualTo(tree.toString());
        }
    }

    private static JsonNode randomTree(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0:
                return Json.mapper().nullNode();
            case 1:
                return Json.mapper().valueToTree(random.nextBoolean());
            case 2:
                return Json.mapper().valueToTree(random.nextInt());
            case 3:
                return Json.mapper().valueToTree(new BigDecimal(random.nextInt() | 1).movePointLeft(3));
            case 6: {
                ObjectNode object = Json.object();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(randomText(random), randomTree(random, depth - 1));
                }
                return object;
            }
            case 7: {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(randomTree(random, depth - 1));
                }
                return array;
            }
            default:
                return Json.mapper().valueToTree(randomText(random));
        }
    }

    private static String randomText(Random random) {
        String alphabet = "ab01.-:#'\"\\ \n\t,[]{}&*!|>%@`~?=<ynoéß\u0001";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
