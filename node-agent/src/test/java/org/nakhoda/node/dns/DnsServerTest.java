package org.nakhoda.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.settings.Cidr;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The server asked over real sockets by a real resolver. */
class DnsServerTest {
    private final List<Service> services = new ArrayList<>();
    private final List<EndpointSlice> slices = new ArrayList<>();
    private DnsServer server;

    @BeforeEach
    void start() throws IOException {
        services.add(service("web", "10.96.0.50"));
        services.add(service("db", "None"));
        slices.add(new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("db-1")
                .addToLabels("kubernetes.io/service-name", "db")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("sql")
                .withProtocol("TCP")
                .withPort(5432)
                .endPort()
                .addNewEndpoint()
                .withAddresses("10.244.0.7")
                .withHostname("db-0")
                .endEndpoint()
                .addNewEndpoint()
                .withAddresses("10.244.0.8")
                .endEndpoint()
                .addNewEndpoint()
                .withAddresses("10.244.0.9")
                .withNewConditions()
                .withReady(false)
                .endConditions()
                .endEndpoint()
                .build());
        server = DnsServer.start(
                InetAddress.getLoopbackAddress(),
                0,
                new DnsServer.Source(
                        "cluster.local",
                        Cidr.parse("10.244.0.0/16"),
                        () -> services,
                        () -> slices,
                        () -> Set.of("shop")),
                Path.of("/nonexistent"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void a_service_has_its_cluster_address_over_udp_and_tcp() throws IOException {
        assertThat(ask("web.shop.svc.cluster.local.", Type.A, false)).containsExactly("10.96.0.50");
        assertThat(ask("web.shop.svc.cluster.local.", Type.A, true)).containsExactly("10.96.0.50");
    }

    @Test
    void names_are_looked_up_whatever_their_case() throws IOException {
        assertThat(ask("WEB.Shop.svc.Cluster.Local.", Type.A, false)).containsExactly("10.96.0.50");
    }

    @Test
    void a_headless_service_has_the_addresses_of_its_ready_endpoints() throws IOException {
        assertThat(ask("db.shop.svc.cluster.local.", Type.A, false))
                .containsExactlyInAnyOrder("10.244.0.7", "10.244.0.8");
        assertThat(ask("db-0.db.shop.svc.cluster.local.", Type.A, false)).containsExactly("10.244.0.7");
    }

    @Test
    void named_ports_have_service_records() throws IOException {
        assertThat(ask("_http._tcp.web.shop.svc.cluster.local.", Type.SRV, false))
                .containsExactly("0 100 80 web.shop.svc.cluster.local.");
        assertThat(ask("_sql._tcp.db.shop.svc.cluster.local.", Type.SRV, false))
                .containsExactlyInAnyOrder(
                        "0 100 5432 db-0.db.shop.svc.cluster.local.",
                        "0 100 5432 10-244-0-8.db.shop.svc.cluster.local.");
    }

    @Test
    void an_address_leads_back_to_its_name() throws IOException {
        assertThat(ask("50.0.96.10.in-addr.arpa.", Type.PTR, false)).containsExactly("web.shop.svc.cluster.local.");
    }

    @Test
    void a_pod_address_is_a_name_in_a_namespace_that_exists() throws IOException {
        assertThat(ask("10-244-0-7.shop.pod.cluster.local.", Type.A, false)).containsExactly("10.244.0.7");
        assertThat(send("10-244-0-7.nowhere.pod.cluster.local.", Type.A, false).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void what_exists_without_such_a_record_is_empty_and_what_does_not_exist_says_so() throws IOException {
        Message empty = send("web.shop.svc.cluster.local.", Type.AAAA, false);
        Message branch = send("shop.svc.cluster.local.", Type.A, false);
        Message missing = send("nobody.shop.svc.cluster.local.", Type.A, false);

        assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(empty.getSection(Section.ANSWER)).isEmpty();
        assertThat(empty.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(branch.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(missing.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void a_change_is_seen_by_the_next_query() throws IOException {
        assertThat(send("late.shop.svc.cluster.local.", Type.A, false).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);

        services.add(service("late", "10.96.0.60"));
        server.changed();

        assertThat(ask("late.shop.svc.cluster.local.", Type.A, false)).containsExactly("10.96.0.60");
    }

    @Test
    void without_a_name_server_foreign_names_fail_and_cluster_names_do_not() throws IOException {
        assertThat(send("example.org.", Type.A, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask("web.shop.svc.cluster.local.", Type.A, false)).containsExactly("10.96.0.50");
    }

    private List<String> ask(String name, int type, boolean tcp) throws IOException {
        return send(name, type, tcp).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private Message send(String name, int type, boolean tcp) throws IOException {
        SimpleResolver resolver = new SimpleResolver(InetAddress.getLoopbackAddress());
        resolver.setPort(server.port());
        resolver.setTCP(tcp);
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }

    private static Service service(String name, String clusterIp) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(clusterIp)
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }
}
