package org.nakhoda.client.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.queue.ObjectName;

/** A client that goes on at another API server, over real connections. */
@Timeout(60)
class ApiServersTest {
    @TempDir
    private Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private SmallServer own;
    private SmallServer other;
    private ApiServers servers;
    private KubernetesClient client;

    @BeforeEach
    void open() throws Exception {
        KeyStore identity = SmallServer.identity(folder);
        own = new SmallServer("own", identity);
        other = new SmallServer("other", identity);
        servers = new ApiServers(own.uri(), () -> now);
        client = Connection.byToken(own.uri(), SmallServer.authority(folder, identity), () -> "me")
                .withServers(servers)
                .named("tester")
                .open();
    }

    @AfterEach
    void close() {
        client.close();
        executor.shutdownNow();
        other.close();
        own.close();
    }

    private String answering() {
        return client.getKubernetesVersion().getGitVersion();
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void stopOwnAndMoveOn() {
        own.stop();
        assertThatThrownBy(this::answering).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void the_request_after_a_failed_one_goes_to_the_other_server_with_the_same_credential() {
        servers.know(List.of(other.uri()));
        assertThat(answering()).isEqualTo("own");

        stopOwnAndMoveOn();

        assertThat(answering()).isEqualTo("other");
        assertThat(other.asked()).containsExactly("GET /version Bearer me");
    }

    @Test
    void a_write_arrives_whole_at_the_other_server() {
        servers.know(List.of(other.uri()));
        stopOwnAndMoveOn();

        ConfigMap created = client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("written")
                        .endMetadata()
                        .addToData("key", "ä value")
                        .build())
                .create();

        assertThat(created.getData()).containsEntry("key", "ä value");
        assertThat(other.asked()).singleElement().asString().startsWith("POST /api/v1/namespaces/default/configmaps");
    }

    @Test
    void who_knows_no_other_server_stays() throws Exception {
        stopOwnAndMoveOn();

        own.startAgain();

        assertThat(answering()).isEqualTo("own");
    }

    @Test
    void a_server_that_is_not_available_is_left_and_one_that_refuses_is_not() {
        servers.know(List.of(other.uri()));

        own.status = 500;
        assertThatThrownBy(this::answering).isInstanceOf(KubernetesClientException.class);
        assertThat(servers.current()).isEqualTo(own.uri());
        own.status = 503;
        assertThatThrownBy(this::answering).isInstanceOf(KubernetesClientException.class);

        assertThat(answering()).isEqualTo("other");
    }

    @Test
    void requests_go_back_when_the_own_server_is_ready_again_and_none_is_lost_to_it_before() throws Exception {
        servers.know(List.of(other.uri()));
        stopOwnAndMoveOn();
        own.startAgain();
        assertThat(answering()).as("too early").isEqualTo("other");

        own.ready = 503;
        now = now.plus(ApiServers.RETURN);
        assertThat(answering()).isEqualTo("other");
        eventually(() -> own.asked().stream().anyMatch(request -> request.startsWith("GET /readyz")));
        assertThat(answering()).as("not ready").isEqualTo("other");
        own.ready = 200;
        now = now.plus(ApiServers.RETURN);
        assertThat(answering()).isNotEmpty();

        eventually(() -> answering().equals("own"));
    }

    @Test
    void a_watch_goes_on_at_the_other_server_where_it_was() throws Exception {
        servers.know(List.of(other.uri()));
        try (Informers informers = new Informers(client, executor)) {
            Informer<ConfigMap> informer = informers.of(ConfigMap.class);
            informers.start();
            own.tell("second", 2);
            eventually(() -> informer.get(new ObjectName("default", "second")).isPresent());

            own.stop();
            other.tell("third", 3);

            eventually(() -> informer.get(new ObjectName("default", "third")).isPresent());
            assertThat(informer.all()).hasSize(3);
            assertThat(other.asked()).singleElement().asString().contains("watch=true", "resourceVersion=2 ");
        }
    }

    @Test
    void after_the_last_server_comes_the_first() throws Exception {
        servers.know(List.of(other.uri()));
        stopOwnAndMoveOn();
        other.stop();
        assertThatThrownBy(this::answering).isInstanceOf(KubernetesClientException.class);

        own.startAgain();

        assertThat(answering()).isEqualTo("own");
    }

    @Test
    void requests_that_fail_together_move_on_once() {
        URI third = URI.create("https://127.0.0.3:6443");
        servers.know(List.of(other.uri(), third));

        servers.failed(own.uri(), "refused");
        servers.failed(own.uri(), "refused");

        assertThat(servers.current()).isEqualTo(other.uri());
    }

    @Test
    void a_server_that_is_known_no_more_is_left() {
        URI third = URI.create("https://127.0.0.3:6443");
        servers.know(List.of(third));
        servers.failed(own.uri(), "refused");

        servers.know(List.of(own.uri(), other.uri()));

        assertThat(servers.others()).containsExactly(other.uri());
        assertThat(servers.current()).isEqualTo(other.uri());
        assertThat(answering()).isEqualTo("other");
    }

    @Test
    void a_server_with_a_certificate_of_another_authority_gets_no_request() throws Exception {
        KeyStore foreign = SmallServer.identity(Files.createDirectory(folder.resolve("foreign")));
        try (SmallServer stranger = new SmallServer("stranger", foreign)) {
            servers.know(List.of(stranger.uri(), other.uri()));
            stopOwnAndMoveOn();

            assertThatThrownBy(this::answering).isInstanceOf(KubernetesClientException.class);

            assertThat(answering()).isEqualTo("other");
            assertThat(stranger.asked()).isEmpty();
        }
    }

    @Test
    void time_alone_asks_for_nothing() {
        servers.know(List.of(other.uri()));
        now = now.plus(Duration.ofHours(1));

        assertThat(answering()).isEqualTo("own");

        assertThat(own.asked()).containsExactly("GET /version Bearer me");
    }
}
