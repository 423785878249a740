package org.nakhoda.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedPathsTest {
    @ParameterizedTest
    @CsvSource({
        "/api/v1/pods, /api/v1/pods",
        "/a%2Fb%C3%A9, /a%2Fb%C3%A9",
        "/%zz, /%25zz",
        "/a%, /a%25",
        "/a%4, /a%254",
        "/%00x, /%2500x",
        "/%%41, /%25%41"
    })
    void a_percent_sign_that_begins_no_character_stands_for_itself(String path, String mended) {
        assertThat(MalformedPaths.mended(path)).isEqualTo(mended);
    }
}
