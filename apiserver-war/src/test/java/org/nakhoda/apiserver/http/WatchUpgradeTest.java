package org.nakhoda.apiserver.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WatchUpgradeTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"https://console.example.com", "http://127.0.0.1:8001"})
    void a_site_may_watch_and_so_may_who_is_none(String origin) {
        assertThatCode(() -> WatchUpgrade.requireOrigin(origin)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "//", "not a site"})
    void what_is_no_sites_address_is_refused(String origin) {
        assertThatThrownBy(() -> WatchUpgrade.requireOrigin(origin)).hasMessageContaining("origin");
    }
}
