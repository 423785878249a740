package org.nakhoda.node.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.node.spec.PodFixtures.container;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.node.cri.v1.DNSConfig;
import org.nakhoda.node.spec.PodFixtures;

class HostNamesTest {
    @TempDir
    private Path folder;

    private final HostNames names = new HostNames("node-1", "cluster.local");

    private static Pod pod() {
        return PodFixtures.pod(container("a"));
    }

    private DNSConfig resolve(Pod pod) throws Exception {
        Path host = Files.writeString(
                folder.resolve("resolv.conf"), "nameserver 192.0.2.1\nsearch corp.example\noptions timeout:1\n");
        return new NameResolution("10.96.0.10", "cluster.local", host).of(pod);
    }

    @Test
    void podsAskClusterDnsFirst() throws Exception {
        DNSConfig config = resolve(pod());

        assertThat(config.getServersList()).containsExactly("10.96.0.10");
        assertThat(config.getSearchesList())
                .containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local", "corp.example");
        assertThat(config.getOptionsList()).containsExactly("ndots:5");
    }

    @Test
    void podsOnTheHostsNetworkAskWhomTheHostAsks() throws Exception {
        Pod pod =
                new PodBuilder(pod()).editSpec().withHostNetwork(true).endSpec().build();
        Pod withCluster = new PodBuilder(pod)
                .editSpec()
                .withDnsPolicy("ClusterFirstWithHostNet")
                .endSpec()
                .build();

        assertThat(resolve(pod).getServersList()).containsExactly("192.0.2.1");
        assertThat(resolve(withCluster).getServersList()).containsExactly("10.96.0.10");
    }

    @Test
    void aPodsOwnResolverSettingsGoBeforeOthers() throws Exception {
        Pod pod = new PodBuilder(pod())
                .editSpec()
                .withDnsPolicy("None")
                .withNewDnsConfig()
                .withNameservers("192.0.2.9")
                .withSearches("mine.example")
                .addNewOption("ndots", "2")
                .endDnsConfig()
                .endSpec()
                .build();

        DNSConfig config = resolve(pod);

        assertThat(config.getServersList()).containsExactly("192.0.2.9");
        assertThat(config.getSearchesList()).containsExactly("mine.example");
        assertThat(config.getOptionsList()).containsExactly("ndots:2");
    }

    @Test
    void aPodKnowsItselfByItsFullNameInItsSubdomain() throws Exception {
        Pod pod = new PodBuilder(pod())
                .editSpec()
                .withHostname("db-0")
                .withSubdomain("db")
                .addNewHostAlias()
                .withIp("192.0.2.5")
                .withHostnames("foo", "bar")
                .endHostAlias()
                .endSpec()
                .build();
        Path hosts = folder.resolve("etc-hosts");

        names.writeHosts(pod, List.of("10.244.0.5"), hosts);

        assertThat(Files.readAllLines(hosts))
                .contains("10.244.0.5\tdb-0.db.shop.svc.cluster.local\tdb-0", "192.0.2.5\tfoo\tbar");
    }

    @Test
    void aHostNameIsCutToWhatTheKernelTakes() {
        Pod pod = new PodBuilder(pod())
                .editMetadata()
                .withName("a".repeat(62) + "-" + "b".repeat(20))
                .endMetadata()
                .build();

        assertThat(names.hostname(pod)).isEqualTo("a".repeat(62));
    }
}
