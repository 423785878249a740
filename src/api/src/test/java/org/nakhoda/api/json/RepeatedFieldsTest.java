package org.nakhoda.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepeatedFieldsTest {
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    @Test
    void aFieldThatStandsTwiceIsNamedByItsPath() {
        byte[] body = json("{'a': 1, 'a': {'b': [0, {'c': 1, 'd': {}, 'c': 2, 'c': 3}]}, 'e': [[], {'f': 1, 'f': 2}]}");

        assertThat(Json.repeatedFields(body)).containsExactly("a", "a.b[1].c", "e[1].f");
        assertThat(Json.parseRepeating(body).at("/a/b/1/c").asInt()).isEqualTo(3);
    }

    @Test
    void theSameNameInTwoObjectsIsNoRepetition() {
        assertThat(Json.repeatedFields(json("[{'a': 1}, {'a': {'a': 2}}]"))).isEmpty();
    }
}
