package org.nakhoda.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.apiserver.http.UriText;

class ProxyPathTest {
    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/n/pods/p/proxy, 7",
        "/api/v1/namespaces/n/pods/https:p:443/proxy/a//b, 7",
        "/api/v1/namespaces/n/services/s/proxy/, 7",
        "/api/v1/nodes/n1/proxy/metrics, 5",
        "/api/v1/namespaces/n/pods/proxy, 0",
        "/api/v1/namespaces/n/configmaps/c/proxy, 0",
        "/api/v1/namespaces/n/pods/p/proxyx, 0",
        "/api/v1/namespaces//pods/p/proxy, 0",
        "/api/v1/nodes//proxy, 0",
        "/apis/apps/v1/namespaces/n/pods/p/proxy, 0",
        "/api/v1/namespaces/n/pods/p/log, 0"
    })
    void what_leads_to_a_pod_a_service_or_a_node_is_told_by_its_path(String path, int segments) {
        assertThat(ProxyPath.segments(path)).isEqualTo(segments);
    }

    @Test
    void what_follows_is_left_as_it_was_written() {
        assertThat(UriText.path("/api/v1/nodes/n%31/proxy/a%2Fb//../%20/", 5))
                .containsExactly("api", "v1", "nodes", "n1", "proxy", "a%2Fb", "", "..", "%20");
        assertThatThrownBy(() -> UriText.path("/api/v1/nodes/a%2Fb/proxy/", 5)).hasMessageContaining("names nothing");
        assertThatThrownBy(() -> UriText.path("/api/v1/nodes/n1/proxy/%zz", 5)).hasMessageContaining("escape");
    }
}
