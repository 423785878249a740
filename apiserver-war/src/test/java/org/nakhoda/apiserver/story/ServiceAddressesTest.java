package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ServiceAddressesTest {
    private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";
    private static final String RANGES = "/apis/networking.k8s.io/v1/servicecidrs";

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();
    private final String services = "/api/v1/namespaces/" + namespace + "/services";

    @Test
    void anAddressObjectComesAndGoesWithItsService() {
        JsonNode service = admin.post(services, "{metadata: {name: web}, spec: {ports: [{port: 80}]}}")
                .expect(201);
        String address = ADDRESSES + "/" + service.at("/spec/clusterIP").asString();

        eventually(() -> admin.get(address).status() == 200);
        JsonNode object = admin.get(address).json();
        assertThat(object.at("/metadata/labels/ipaddress.kubernetes.io~1ip-family")
                        .asString())
                .isEqualTo("IPv4");
        assertThat(object.at("/metadata/labels/ipaddress.kubernetes.io~1managed-by")
                        .asString())
                .isEqualTo("ipallocator.k8s.io");
        assertThat(object.at("/spec/parentRef/name").asString()).isEqualTo("web");
        assertThat(object.at("/spec/parentRef/namespace").asString()).isEqualTo(namespace);

        admin.delete(address).expect(200);
        eventually(() -> admin.get(address).status() == 200
                && !admin.get(address).json().at("/metadata/uid").equals(object.at("/metadata/uid")));

        admin.delete(services + "/web").expect(200);
        eventually(() -> admin.get(address).status() == 404);
    }

    @Test
    void theApisOwnServiceHasItsAddressObjectFromTheStart() {
        JsonNode service =
                admin.get("/api/v1/namespaces/default/services/kubernetes").expect(200);

        JsonNode object = admin.get(
                        ADDRESSES + "/" + service.at("/spec/clusterIP").asString())
                .expect(200);

        assertThat(object.at("/spec/parentRef/name").asString()).isEqualTo("kubernetes");
    }

    @Test
    void anAddressReservedByHandIsNotGivenToAService() {
        admin.post(ADDRESSES, "{metadata: {name: 10.96.77.77}, spec: {parentRef: {resource: nodes, name: printer}}}")
                .expect(201);

        admin.post(services, "{metadata: {name: late}, spec: {clusterIP: 10.96.77.77, ports: [{port: 80}]}}")
                .refused(422, "Invalid", "spec.clusterIPs[0]", "already allocated");

        admin.delete(ADDRESSES + "/10.96.77.77").expect(200);
        admin.post(services, "{metadata: {name: late}, spec: {clusterIP: 10.96.77.77, ports: [{port: 80}]}}")
                .expect(201);
        admin.post(ADDRESSES, "{metadata: {name: 10.96.77.77}, spec: {parentRef: {resource: nodes, name: printer}}}")
                .refused(409, "AlreadyExists");
        admin.delete(services + "/late").expect(200);
    }

    @Test
    void aRangeIsReadyAndHeldWhileItsAddressesAreInUse() {
        eventually(() -> ready("kubernetes").equals("True"));
        assertThat(admin.get(RANGES + "/kubernetes").json().at("/spec/cidrs/0").asString())
                .isEqualTo("10.96.0.0/16");

        admin.post(RANGES, "{metadata: {name: extra}, spec: {cidrs: [10.222.0.0/24]}}")
                .expect(201);
        eventually(() -> ready("extra").equals("True"));
        admin.post(services, "{metadata: {name: far}, spec: {clusterIP: 10.222.0.9, ports: [{port: 80}]}}")
                .expect(201);
        admin.delete(RANGES + "/extra").expect(200);
        eventually(() -> ready("extra").equals("False"));
        assertThat(admin.get(RANGES + "/extra").text()).contains("Terminating");
        admin.post(services, "{metadata: {name: further}, spec: {clusterIP: 10.222.0.10, ports: [{port: 80}]}}")
                .refused(422, "Invalid", "not in the valid range");

        admin.delete(services + "/far").expect(200);
        eventually(() -> admin.get(RANGES + "/extra").status() == 404);
    }

    @Test
    void anUpdateThatAppliesTheFirstFileAgainKeepsFamiliesAndAddress() {
        String file = "{metadata: {name: again}, spec: {ports: [{port: 80}]}}";
        JsonNode created = admin.post(services, file).expect(201);
        ObjectNode update = (ObjectNode) created.deepCopy();
        ((ObjectNode) update.get("spec"))
                .remove(java.util.List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));

        JsonNode updated = admin.put(services + "/again", update).expect(200);

        assertThat(updated.get("spec")).isEqualTo(created.get("spec"));
        admin.merge(services + "/again", "{spec: {clusterIP: 10.96.200.200}}")
                .refused(422, "Invalid", "spec.clusterIPs[0]", "may not change once set");
        admin.merge(services + "/again", "{spec: {ipFamilyPolicy: RequireDualStack}}")
                .refused(422, "Invalid", "not configured for dual-stack");
    }

    private String ready(String range) {
        JsonNode conditions = admin.get(RANGES + "/" + range).json().at("/status/conditions");
        return conditions.path(0).path("status").asString("");
    }

    private static void eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition did not come true").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
