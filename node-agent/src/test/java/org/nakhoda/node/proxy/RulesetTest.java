package org.nakhoda.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.node.network.Command;
import org.nakhoda.node.proxy.ServicePort.Endpoint;

/** The rules, loaded by the real nft into network namespaces of the test's own. */
class RulesetTest {
    private static final Ruleset.Network NETWORK =
            new Ruleset.Network(Cidr.parse("10.244.0.0/16"), Cidr.parse("10.96.0.0/16"), "10.96.0.10", "nakhoda0");

    private final String stepwise = "nkt-a-" + ProcessHandle.current().pid();
    private final String atOnce = "nkt-b-" + ProcessHandle.current().pid();

    @BeforeEach
    void makeNamespaces() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "network namespaces need root");
        Command.run("ip", "netns", "add", stepwise);
        Command.run("ip", "netns", "add", atOnce);
    }

    @AfterEach
    void removeNamespaces() throws IOException {
        if ("root".equals(System.getProperty("user.name"))) {
            Command.run("ip", "netns", "delete", stepwise);
            Command.run("ip", "netns", "delete", atOnce);
        }
    }

    @Test
    void a_table_changed_step_by_step_equals_one_that_was_made_at_once() throws IOException {
        Random random = new Random(20261101);
        Ruleset before = Ruleset.of(List.of(), NETWORK);
        load(stepwise, before.replaceAll());

        for (int step = 0; step < 25; step++) {
            Ruleset after = Ruleset.of(randomPorts(random), NETWORK);
            String changes = after.changesFrom(before);
            if (!changes.isEmpty()) {
                load(stepwise, changes);
            }
            load(atOnce, after.replaceAll());

            assertThat(sorted(list(stepwise))).as("after step %d", step).isEqualTo(sorted(list(atOnce)));
            before = after;
        }
    }

    @Test
    void nothing_changed_means_no_transaction() {
        List<ServicePort> ports = randomPorts(new Random(1));

        assertThat(Ruleset.of(ports, NETWORK).changesFrom(Ruleset.of(ports, NETWORK)))
                .isEmpty();
    }

    @Test
    void a_change_of_one_service_leaves_the_others_rules_alone() {
        ServicePort kept = port("ns/kept:http", 80, 0, Optional.empty(), List.of(endpoint(1)));
        ServicePort before = port("ns/web:http", 81, 0, Optional.empty(), List.of(endpoint(2)));
        ServicePort after = port("ns/web:http", 81, 0, Optional.empty(), List.of(endpoint(2), endpoint(3)));

        String changes =
                Ruleset.of(List.of(kept, after), NETWORK).changesFrom(Ruleset.of(List.of(kept, before), NETWORK));

        assertThat(changes).contains("10.244.0.3:8080").doesNotContain("kept");
    }

    private static List<ServicePort> randomPorts(Random random) {
        List<ServicePort> ports = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            if (random.nextInt(3) > 0) {
                List<Endpoint> endpoints = IntStream.range(1, 6)
                        .filter(n -> random.nextBoolean())
                        .mapToObj(RulesetTest::endpoint)
                        .toList();
                Optional<Duration> affinity =
                        random.nextInt(3) == 0 ? Optional.of(Duration.ofMinutes(10)) : Optional.empty();
                int nodePort = random.nextBoolean() ? 30000 + i : 0;
                ports.add(port("ns/service-" + i + ":http", 80 + i, nodePort, affinity, endpoints));
            }
        }
        return ports;
    }

    private static ServicePort port(
            String id, int port, int nodePort, Optional<Duration> affinity, List<Endpoint> endpoints) {
        return new ServicePort(
                id,
                port % 2 == 0 ? "tcp" : "udp",
                port,
                List.of("10.96.1." + port),
                List.of(),
                nodePort,
                affinity,
                false,
                port % 3 == 0,
                endpoints);
    }

    private static Endpoint endpoint(int n) {
        return new Endpoint("10.244.0." + n, 8080, n % 2 == 0);
    }

    private static void load(String namespace, String script) throws IOException {
        Command.runWithInput(script, "ip", "netns", "exec", namespace, "nft", "-f", "-");
    }

    private static String list(String namespace) throws IOException {
        return Command.run("ip", "netns", "exec", namespace, "nft", "list", "table", "ip", "nakhoda");
    }

    /** Chains and elements are listed in the order in which they came: order them, and the elements inside a line too. */
    private static List<String> sorted(String table) {
        List<String> blocks = new ArrayList<>();
        for (String block : table.split("\n\n|\n\t}\n", -1)) {
            String[] words =
                    block.contains("elements = ") ? block.split("[\\s,{}]+", -1) : new String[] {block.strip()};
            java.util.Arrays.sort(words);
            blocks.add(String.join(" ", words));
        }
        return blocks.stream().filter(b -> !b.isBlank()).sorted().toList();
    }
}
