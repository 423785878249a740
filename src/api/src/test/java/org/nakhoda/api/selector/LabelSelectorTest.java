package org.nakhoda.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Json;

class LabelSelectorTest {
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                "'  ' | ''",
                "a | a",
                "!a | !a",
                "! a | !a",
                "a=b | a=b",
                "a==b | a=b",
                "a = b | a=b",
                "a= | a=",
                "a!=b | a!=b",
                "a=,b | a=,b",
                "b=1,a=2 | a=2,b=1",
                "a in (x,y) | a in (x,y)",
                "a in (y, x) | a in (x,y)",
                "a in(x) | a in (x)",
                "a in (,x) | a in (,x)",
                "a in (x,) | a in (,x)",
                "a notin (x),!b | a notin (x),!b",
                "a>1 | a>1",
                "a < 5,b | a<5,b",
                "app.kubernetes.io/name=web,tier!=db | app.kubernetes.io/name=web,tier!=db",
                "in=notin | in=notin"
            })
    void canonicalText(String text, String canonical) {
        LabelSelector selector = LabelSelector.parse(text);
        assertThat(selector).hasToString(canonical);
        assertThat(LabelSelector.parse(selector.toString())).isEqualTo(selector);
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | true",
                "a=1 | a=1 | true",
                "a=1 | a=2 | false",
                "a=1 | '' | false",
                "a!=1 | '' | true",
                "a!=1 | a=1 | false",
                "a | a= | true",
                "a | b=1 | false",
                "!a | b=1 | true",
                "!a | a=1 | false",
                "a in (1,2) | a=2 | true",
                "a in (1,2) | a=3 | false",
                "a in (1,2) | '' | false",
                "a notin (1,2) | a=3 | true",
                "a notin (1,2) | '' | true",
                "a notin (1,2) | a=1 | false",
                "a= | a= | true",
                "a= | '' | false",
                "a>5 | a=6 | true",
                "a>5 | a=5 | false",
                "a>5 | a=x | false",
                "a>5 | '' | false",
                "a<5 | a=-6 | true",
                "a=1,b=2 | a=1;b=2 | true",
                "a=1,b=2 | a=1;b=3 | false"
            })
    void matchesWhenEveryRequirementHolds(String text, String labels, boolean matches) {
        assertThat(LabelSelector.parse(text).matches(labels(labels))).isEqualTo(matches);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String pair : text.split(";")) {
            if (!pair.isEmpty()) {
                labels.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return labels;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a,, | found ',', expected: !, identifier",
                "a, | found '', expected: identifier after ','",
                "a=b c=d | found 'c', expected: ',' or 'end of string'",
                "a in b | found 'b', expected: '('",
                "a in (b | found '', expected: ',' or ')'",
                "a in () | values set can't be empty",
                "a b | found 'b', expected: in, notin",
                "=a | found '=', expected: !, identifier",
                "! | found '', expected: identifier",
                "a>x | the value must be an integer",
                "a> | found '', expected: identifier",
                "-a=b | key: Invalid value: \"-a\": name part must consist of",
                "a/b/c=d | name part must consist of",
                "/a=b | prefix part must be non-empty",
                "A.b/c=d | prefix part must be a DNS subdomain",
                "a=-b | values[a]: Invalid value: \"-b\""
            })
    void faultsSayWhatWasFoundAndExpected(String text, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(InvalidSelectorException.class)
                .hasMessageContaining(message);
    }

    @Test
    void valuesAreAtMost63CharactersLong() {
        assertThat(LabelSelector.parse("a=" + "x".repeat(63)).requirements()).hasSize(1);
        assertThatThrownBy(() -> LabelSelector.parse("a=" + "x".repeat(64))).hasMessageContaining("63");
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ''",
                "{\"matchLabels\":{\"b\":\"1\",\"a\":\"2\"}} | a=2,b=1",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"y\",\"x\"]}]} | a in (x,y)",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"NotIn\",\"values\":[\"x\"]}]} | a notin (x)",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Exists\"}]} | a",
                "{\"matchLabels\":{\"b\":\"1\"},\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"DoesNotExist\"}]} | !a,b=1"
            })
    void objectFormIsTheSameType(String object, String canonical) {
        assertThat(LabelSelector.fromObject(Json.parse(object))).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"in\",\"values\":[\"y\"]}]}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}",
                "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Exists\",\"values\":[\"y\"]}]}",
                "{\"matchExpressions\":[{\"operator\":\"Exists\"}]}",
                "{\"matchLabels\":{\"a\":1}}"
            })
    void faultyObjectsAreRefused(String object) {
        assertThatThrownBy(() -> LabelSelector.fromObject(Json.parse(object)))
                .isInstanceOf(InvalidSelectorException.class);
    }

    @Test
    void anAbsentObjectSelectsNothingAndAnEmptyOneEverything() {
        assertThat(LabelSelector.fromObject(null).matches(Map.of())).isFalse();
        assertThat(LabelSelector.fromObject(Json.parse("{}").path("selector")).isNothing())
                .isTrue();
        assertThat(LabelSelector.fromObject(Json.object()).matches(Map.of("a", "b")))
                .isTrue();
    }
}
