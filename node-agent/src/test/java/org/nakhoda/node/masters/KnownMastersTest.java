package org.nakhoda.node.masters;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownMastersTest {
    private static final URI ONE = URI.create("https://10.0.0.1:6443");
    private static final URI TWO = URI.create("https://10.0.0.2:6443");
    private static final URI THREE = URI.create("https://10.0.0.3:7443");

    @TempDir
    private Path data;

    private Path file() {
        return data.resolve("node/masters");
    }

    private KnownMasters agentOf(String nodeName, URI own, String nodeAddress) {
        return new KnownMasters(file(), own, nodeName, nodeAddress, InstantSource.system());
    }

    private KnownMasters worker() {
        return agentOf("worker", ONE, "10.0.0.9");
    }

    private static EndpointSlice slice(String service, int port, String... addresses) {
        EndpointSliceBuilder slice = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(service + "-" + port)
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .addNewPort()
                .withName("https")
                .withPort(port)
                .endPort();
        for (String address : addresses) {
            slice.addNewEndpoint()
                    .withAddresses(address)
                    .withNewConditions()
                    .withReady(true)
                    .endConditions()
                    .endEndpoint();
        }
        return slice.build();
    }

    private static List<EndpointSlice> threeMasters() {
        return List.of(
                slice("kubernetes", 6443, "10.0.0.1", "10.0.0.2"),
                slice("kubernetes", 7443, "10.0.0.3"),
                slice("shop", 6443, "10.244.0.7"));
    }

    @Test
    void the_other_masters_are_those_of_all_slices_of_the_api() throws Exception {
        KnownMasters masters = worker();

        masters.learn(threeMasters());

        assertThat(masters.servers().others()).containsExactlyInAnyOrder(TWO, THREE);
    }

    @Test
    void on_a_masters_machine_the_own_address_is_no_other_master() throws Exception {
        KnownMasters masters = agentOf("one", URI.create("https://127.0.0.1:6443"), "10.0.0.1");

        masters.learn(threeMasters());

        assertThat(masters.servers().others()).containsExactlyInAnyOrder(TWO, THREE);
    }

    @Test
    void a_restart_knows_them_from_a_file_that_nobody_else_reads() throws Exception {
        KnownMasters before = worker();
        before.learn(threeMasters());

        KnownMasters after = worker();

        assertThat(after.servers().others()).isEqualTo(before.servers().others());
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var left = Files.list(file().getParent())) {
            assertThat(left).containsExactly(file());
        }
    }

    @Test
    void a_master_that_is_gone_is_forgotten_and_an_empty_answer_forgets_none() throws Exception {
        KnownMasters masters = worker();
        masters.learn(threeMasters());

        masters.learn(List.of(slice("kubernetes", 6443, "10.0.0.1", "10.0.0.2")));
        masters.learn(List.of(slice("kubernetes", 6443)));
        masters.learn(List.of());

        assertThat(masters.servers().others()).containsExactly(TWO);
        assertThat(worker().servers().others()).containsExactly(TWO);
    }

    @Test
    void nodes_turn_to_different_masters() throws Exception {
        List<URI> first = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            KnownMasters masters = agentOf("node-" + i, ONE, "10.0.1." + i);
            masters.learn(threeMasters());
            first.add(masters.servers().others().get(0));
        }

        assertThat(Set.copyOf(first)).containsExactlyInAnyOrder(TWO, THREE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.2:6443\nhttps://10.0",
                "http://10.0.0.2:6443\n",
                "https://10.0.0.2:6443/path\n",
                "https://user@10.0.0.2:6443\n",
                "\0\0\0\0"
            })
    void a_damaged_file_is_ignored_with_a_warning_and_written_anew(String content) throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content);
        List<LogRecord> logged = new ArrayList<>();
        KnownMasters masters = logging(logged);
        assertThat(masters.servers().others()).isEmpty();
        assertThat(logged).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains(file().toString());
        });

        masters.learn(threeMasters());

        assertThat(worker().servers().others()).containsExactlyInAnyOrder(TWO, THREE);
    }

    private KnownMasters logging(List<LogRecord> logged) {
        Logger logger = Logger.getLogger(ServersFile.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            return worker();
        } finally {
            logger.removeHandler(handler);
        }
    }
}
