package org.nakhoda.apiserver.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.apiserver.discovery.Requests.get;
import static org.nakhoda.apiserver.discovery.Requests.text;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.status.ApiException;

class HealthRoutesTest {
    private String storeFault = "";
    private final HealthRoutes routes = new HealthRoutes(
            List.of(HealthCheck.ping()),
            List.of(
                    new HealthCheck("store", () -> Optional.of(storeFault).filter(fault -> !fault.isEmpty())),
                    new HealthCheck("poststarthook/bootstrap", Optional::empty)));

    @Test
    void aHealthyServerSaysOk() {
        for (String path :
                List.of("/healthz", "/livez", "/readyz", "/readyz/store", "/readyz/poststarthook/bootstrap")) {
            assertThat(routes.matches(get(path))).isTrue();
            assertThat(routes.handle(get(path)).status()).isEqualTo(200);
            assertThat(text(routes.handle(get(path)))).isEqualTo("ok");
        }
    }

    @Test
    void verboseListsEveryCheck() {
        assertThat(text(routes.handle(get("/readyz?verbose")))).isEqualTo("""
                        [+]ping ok
                        [+]store ok
                        [+]poststarthook/bootstrap ok
                        readyz check passed
                        """);
    }

    @Test
    void aFailureIsNamedButItsReasonIsNotGivenAway() {
        storeFault = "password wrong for 10.0.0.7";
        assertThat(routes.handle(get("/readyz")).status()).isEqualTo(500);
        assertThat(text(routes.handle(get("/readyz"))))
                .contains("[-]store failed: reason withheld", "readyz check failed")
                .doesNotContain("password");
        assertThat(routes.handle(get("/readyz/store")).status()).isEqualTo(500);
        assertThat(routes.handle(get("/livez")).status()).isEqualTo(200);
        storeFault = "";
        assertThat(routes.handle(get("/readyz")).status()).isEqualTo(200);
    }

    @Test
    void aCheckThatThrowsFails() {
        HealthRoutes throwing = new HealthRoutes(
                List.of(new HealthCheck("x", () -> {
                    throw new IllegalStateException("closed");
                })),
                List.of());
        assertThat(throwing.handle(get("/livez")).status()).isEqualTo(500);
    }

    @Test
    void checksCanBeExcluded() {
        storeFault = "down";
        assertThat(routes.handle(get("/readyz?exclude=store")).status()).isEqualTo(200);
        assertThat(text(routes.handle(get("/readyz?verbose&exclude=store&exclude=nothing"))))
                .contains("[+]store excluded: ok", "there is no nothing");
    }

    @Test
    void aCheckThatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> routes.handle(get("/livez/store"))).isInstanceOf(ApiException.class);
    }
}
