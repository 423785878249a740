package org.nakhoda.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTableTest {
    private final ServiceTable table = new ServiceTable("here");

    @Test
    void endpoints_of_all_slices_serve_in_a_stable_order() {
        List<ServicePort> ports =
                table.read(List.of(service()), List.of(slice("b", "10.244.0.9"), slice("a", "10.244.0.2")));

        assertThat(ports).singleElement().satisfies(port -> {
            assertThat(port.id()).isEqualTo("shop/web:http");
            assertThat(port.endpoints())
                    .extracting(ServicePort.Endpoint::address)
                    .containsExactly("10.244.0.2", "10.244.0.9");
            assertThat(port.nodePort()).isEqualTo(30080);
        });
    }

    @Test
    void endpoints_that_are_not_ready_get_no_traffic_while_others_are() {
        EndpointSlice mixed = new EndpointSliceBuilder(slice("a", "10.244.0.2"))
                .addNewEndpoint()
                .withAddresses("10.244.0.3")
                .withNewConditions()
                .withReady(false)
                .withServing(true)
                .withTerminating(true)
                .endConditions()
                .endEndpoint()
                .build();

        assertThat(table.read(List.of(service()), List.of(mixed)).get(0).endpoints())
                .extracting(ServicePort.Endpoint::address)
                .containsExactly("10.244.0.2");
    }

    @Test
    void when_all_endpoints_are_leaving_those_that_still_serve_go_on() {
        EndpointSlice leaving = new EndpointSliceBuilder(slice("a"))
                .addNewEndpoint()
                .withAddresses("10.244.0.3")
                .withNewConditions()
                .withReady(false)
                .withServing(true)
                .withTerminating(true)
                .endConditions()
                .endEndpoint()
                .build();

        assertThat(table.read(List.of(service()), List.of(leaving)).get(0).endpoints())
                .extracting(ServicePort.Endpoint::address)
                .containsExactly("10.244.0.3");
    }

    @Test
    void headless_and_external_services_have_no_rules() {
        Service headless = new ServiceBuilder(service())
                .editSpec()
                .withClusterIP("None")
                .endSpec()
                .build();
        Service external = new ServiceBuilder(service())
                .editSpec()
                .withType("ExternalName")
                .withExternalName("example.com")
                .endSpec()
                .build();

        assertThat(table.read(List.of(headless, external), List.of())).isEmpty();
    }

    @Test
    void session_affinity_lasts_three_hours_unless_the_service_says_otherwise() {
        Service sticky = new ServiceBuilder(service())
                .editSpec()
                .withSessionAffinity("ClientIP")
                .endSpec()
                .build();

        assertThat(table.read(List.of(sticky), List.of()).get(0).affinity()).contains(Duration.ofHours(3));
    }

    private static Service service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .withClusterIP("10.96.0.50")
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(80)
                .withNodePort(30080)
                .withTargetPort(new IntOrString(8080))
                .endPort()
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(String name, String... addresses) {
        EndpointSliceBuilder builder = new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-" + name)
                .addToLabels("kubernetes.io/service-name", "web")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withPort(8080)
                .endPort();
        for (String address : addresses) {
            builder.addNewEndpoint().withAddresses(address).withNodeName("here").endEndpoint();
        }
        return builder.build();
    }
}
