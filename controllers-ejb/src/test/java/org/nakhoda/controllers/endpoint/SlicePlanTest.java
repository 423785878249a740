package org.nakhoda.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nakhoda.controllers.pod.Some;

class SlicePlanTest {
    private static final List<EndpointPort> HTTP = List.of(new EndpointPortBuilder()
            .withName("http")
            .withPort(8080)
            .withProtocol("TCP")
            .build());
    private static final Map<String, String> LABELS = Map.of("kubernetes.io/service-name", "web");

    private static Endpoint endpoint(int i) {
        return new EndpointBuilder()
                .withAddresses("10.244.0." + i)
                .withNewTargetRef()
                .withUid("u" + i)
                .endTargetRef()
                .build();
    }

    private static List<Endpoint> endpoints(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(SlicePlanTest::endpoint)
                .toList();
    }

    private static EndpointSlice slice(String name, List<Endpoint> content) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(LABELS)
                .endMetadata()
                .withAddressType("IPv4")
                .withPorts(HTTP)
                .withEndpoints(content)
                .build();
    }

    private static SlicePlan plan(List<EndpointSlice> present, Map<List<EndpointPort>, List<Endpoint>> wanted) {
        return SlicePlan.of(present, wanted, LABELS, ports -> new EndpointSliceBuilder()
                .withNewMetadata()
                .withGenerateName("web-")
                .endMetadata()
                .withAddressType("IPv4")
                .build());
    }

    @Test
    void aServiceWithoutPodsHasOneEmptySlice() {
        SlicePlan plan = plan(List.of(), Map.of());

        assertThat(plan.create()).singleElement().satisfies(slice -> {
            assertThat(slice.getEndpoints()).isEmpty();
            assertThat(slice.getMetadata().getLabels()).isEqualTo(LABELS);
        });
    }

    @Test
    void whatIsAsItShouldBeIsNotWritten() {
        SlicePlan plan = plan(List.of(slice("web-a", endpoints(1, 3))), Map.of(HTTP, endpoints(1, 3)));

        assertThat(plan.create()).isEmpty();
        assertThat(plan.update()).isEmpty();
        assertThat(plan.delete()).isEmpty();
    }

    @Test
    void endpointsStayInTheirSliceAndNewOnesFillIt() {
        SlicePlan plan = plan(List.of(slice("web-a", endpoints(1, 3))), Map.of(HTTP, endpoints(2, 4)));

        assertThat(plan.update()).singleElement().satisfies(slice -> {
            assertThat(slice.getMetadata().getName()).isEqualTo("web-a");
            assertThat(slice.getEndpoints()).isEqualTo(endpoints(2, 4));
        });
        assertThat(plan.create()).isEmpty();
    }

    @Test
    void moreThanAHundredEndpointsNeedMoreSlices() {
        SlicePlan plan = plan(List.of(), Map.of(HTTP, endpoints(1, 230)));

        assertThat(plan.create())
                .extracting(slice -> slice.getEndpoints().size())
                .containsExactly(100, 100, 30);
    }

    @Test
    void emptiedSlicesGo() {
        SlicePlan plan = plan(
                List.of(slice("web-a", endpoints(1, 100)), slice("web-b", endpoints(101, 120))),
                Map.of(HTTP, endpoints(1, 100)));

        assertThat(plan.delete())
                .extracting(slice -> slice.getMetadata().getName())
                .containsExactly("web-b");
        assertThat(plan.update()).isEmpty();
    }

    @Test
    void theLastPodsEndLeavesTheSliceEmpty() {
        SlicePlan plan = plan(List.of(slice("web-a", endpoints(1, 2))), Map.of());

        assertThat(plan.update()).singleElement().satisfies(slice -> assertThat(slice.getEndpoints())
                .isEmpty());
        assertThat(plan.delete()).isEmpty();
    }

    @Test
    void anEndpointThatBecomesReadyIsWrittenInPlace() {
        Endpoint ready = new EndpointBuilder(endpoint(1))
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .build();
        SlicePlan plan = plan(List.of(slice("web-a", List.of(endpoint(1)))), Map.of(HTTP, List.of(ready)));

        assertThat(plan.update()).singleElement().satisfies(slice -> assertThat(slice.getEndpoints())
                .containsExactly(ready));
    }

    @Test
    void aNamedPortIsLookedUpInEachPod() {
        Pod pod = new PodBuilder(Some.pod("a"))
                .editSpec()
                .addNewContainer()
                .withName("main")
                .addNewPort()
                .withName("web")
                .withContainerPort(8081)
                .withProtocol("TCP")
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        ServicePortBuilder port = new ServicePortBuilder().withPort(80).withProtocol("TCP");

        assertThat(ServicePods.targetPort(
                        pod, port.withTargetPort(new IntOrString("web")).build()))
                .hasValue(8081);
        assertThat(ServicePods.targetPort(
                        pod, port.withTargetPort(new IntOrString(9090)).build()))
                .hasValue(9090);
        assertThat(ServicePods.targetPort(pod, port.withTargetPort(null).build()))
                .hasValue(80);
        assertThat(ServicePods.targetPort(
                        pod, port.withTargetPort(new IntOrString("absent")).build()))
                .isEmpty();
    }
}
