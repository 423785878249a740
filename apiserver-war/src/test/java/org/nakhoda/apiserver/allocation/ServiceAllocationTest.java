package org.nakhoda.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.core.ServiceKind;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.memory.MemoryStore;
import tools.jackson.databind.node.ObjectNode;

class ServiceAllocationTest {
    private final MemoryStore store = new MemoryStore();
    private final Settings settings = settings("10.96.0.0/24");
    private final WriteHook allocation = allocation();

    private static Settings settings(String ranges) {
        Map<String, String> values =
                new HashMap<>(Map.of("data-dir", "/tmp/x", "node-name", "n", "node-address", "10.0.0.1"));
        values.put("service-cidr", ranges);
        values.put("node-port-range", "30000-30099");
        return Settings.of(values);
    }

    private WriteHook allocation() {
        return new Allocators(store, settings, RandomGenerator.getDefault())
                .hooks()
                .get(0);
    }

    @Test
    void aServiceGetsAnAddressOfTheDynamicBandAndSaysWhatItIs() {
        ObjectNode service = create("a", "{}");

        assertThat(Integer.parseInt(service.at("/spec/clusterIP").asString().substring("10.96.0.".length())))
                .isBetween(17, 254);
        assertThat(service.at("/spec/clusterIPs/0")).isEqualTo(service.at("/spec/clusterIP"));
        assertThat(service.at("/spec/ipFamilies").toString()).isEqualTo("[\"IPv4\"]");
        assertThat(service.at("/spec/ipFamilyPolicy").asString()).isEqualTo("SingleStack");
    }

    @Test
    void aTakenAddressAndOneOutsideTheRangeAreRefusedByTheirField() {
        create("a", "{'clusterIP':'10.96.0.1'}");

        assertThatThrownBy(() -> create("b", "{'clusterIP':'10.96.0.1'}"))
                .hasMessageContaining(
                        "spec.clusterIPs[0]: Invalid value: \"10.96.0.1\": failed to allocate IP 10.96.0.1:"
                                + " provided IP is already allocated");
        assertThatThrownBy(() -> create("c", "{'clusterIP':'10.97.0.1'}"))
                .hasMessageContaining("The range of valid IPs is 10.96.0.0/24");
    }

    @Test
    void aTakenNodePortIsRefusedAndTheAddressReservedBesideItIsFreeAgain() {
        create("a", "{'type':'NodePort','ports':[{'port':80,'nodePort':30001}]}");

        assertThatThrownBy(() -> create(
                        "b", "{'type':'NodePort','clusterIP':'10.96.0.5','ports':[{'port':80,'nodePort':30001}]}"))
                .hasMessageContaining(
                        "spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated");
        assertThat(create("c", "{'clusterIP':'10.96.0.5'}")
                        .at("/spec/clusterIP")
                        .asString())
                .isEqualTo("10.96.0.5");
    }

    @Test
    void oneNodePortServesBothProtocolsOfOnePort() {
        ObjectNode service = create(
                "dns", "{'type':'NodePort','ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}");

        assertThat(service.at("/spec/ports/0/nodePort")).isEqualTo(service.at("/spec/ports/1/nodePort"));
    }

    @Test
    void headlessAndExternalServicesTakeNothing() {
        assertThat(create("a", "{'clusterIP':'None'}").at("/spec/clusterIPs/0").asString())
                .isEqualTo("None");
        assertThat(create("b", "{'type':'ExternalName','externalName':'x.example'}")
                        .at("/spec/clusterIP")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void aDeletedServiceAndAFailedWriteGiveBackWhatTheyHeld() {
        create("a", "{'clusterIP':'10.96.0.7'}");
        store.remove("", "services", "shop", "a");
        AdmissionRequest failing = request("b", "{'clusterIP':'10.96.0.7'}", null);
        new ServiceFamilies(settings.serviceCidrs()).mutate(failing);
        allocation.reserve(failing).released();

        assertThat(create("c", "{'clusterIP':'10.96.0.7'}")
                        .at("/spec/clusterIP")
                        .asString())
                .isEqualTo("10.96.0.7");
    }

    @Test
    void aNewMasterKnowsFromTheStoreWhatIsTaken() {
        create("a", "{'clusterIP':'10.96.0.7','type':'NodePort','ports':[{'port':80,'nodePort':30042}]}");
        WriteHook fresh = allocation();

        AdmissionRequest another = request("b", "{'clusterIP':'10.96.0.7'}", null);
        new ServiceFamilies(settings.serviceCidrs()).mutate(another);
        assertThatThrownBy(() -> fresh.reserve(another)).hasMessageContaining("already allocated");
        assertThatThrownBy(() ->
                        fresh.reserve(request("b", "{'type':'NodePort','ports':[{'port':1,'nodePort':30042}]}", null)))
                .hasMessageContaining("already allocated");
    }

    @Test
    void anUpdateThatNamesNoAddressKeepsWhatTheServiceHas() {
        ObjectNode old = create("a", "{'type':'NodePort','ports':[{'port':80}]}");
        AdmissionRequest update = request("a", "{'type':'NodePort','ports':[{'port':80},{'port':81}]}", old);
        new KeptAllocations().mutate(update);
        allocation.reserve(update).committed();

        assertThat(update.object().at("/spec/clusterIP")).isEqualTo(old.at("/spec/clusterIP"));
        assertThat(update.object().at("/spec/ports/0/nodePort")).isEqualTo(old.at("/spec/ports/0/nodePort"));
        assertThat(update.object().at("/spec/ports/1/nodePort").asInt()).isBetween(30000, 30099);
    }

    @Test
    void aServiceThatBecomesInternalGivesItsNodePortBack() {
        ObjectNode old = create("a", "{'type':'NodePort','ports':[{'port':80,'nodePort':30009}]}");
        AdmissionRequest update = request("a", "{'type':'ClusterIP','ports':[{'port':80,'nodePort':30009}]}", old);
        new KeptAllocations().mutate(update);
        WriteHook.Reservation reservation = allocation.reserve(update);
        store(update.object());
        reservation.committed();

        assertThat(update.object().at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
        assertThat(create("b", "{'type':'NodePort','ports':[{'port':80,'nodePort':30009}]}")
                        .at("/spec/ports/0/nodePort")
                        .asInt())
                .isEqualTo(30009);
    }

    @Test
    void manyAtOnceNeverGetTheSameAddressUntilAllAreGivenOut() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> creates = IntStream.range(0, 254)
                    .mapToObj(i -> (Callable<String>)
                            () -> create("s" + i, "{}").at("/spec/clusterIP").asString())
                    .toList();
            Set<String> given = new HashSet<>();
            for (Future<String> future : threads.invokeAll(creates)) {
                given.add(future.get());
            }

            assertThat(given).hasSize(254).doesNotContain("10.96.0.0", "10.96.0.255");
            assertThatThrownBy(() -> create("one-more", "{}"))
                    .hasMessageContaining("no address of 10.96.0.0/24 is free");
        } finally {
            threads.shutdownNow();
        }
    }

    private ObjectNode create(String name, String spec) {
        AdmissionRequest request = request(name, spec, null);
        new ServiceFamilies(settings.serviceCidrs()).mutate(request);
        WriteHook.Reservation reservation = allocation.reserve(request);
        store(request.object());
        reservation.committed();
        return request.object();
    }

    private void store(ObjectNode service) {
        store.put("", "services", service.toString());
    }

    private static AdmissionRequest request(String name, String spec, ObjectNode old) {
        ObjectNode object = (ObjectNode) Json.parse(
                ("{'metadata':{'namespace':'shop','name':'" + name + "'},'spec':" + spec + "}").replace('\'', '"'));
        return new AdmissionRequest(
                old == null ? Operation.CREATE : Operation.UPDATE,
                ServiceKind.declare(),
                "shop",
                name,
                "",
                object,
                old,
                UserInfo.anonymous(),
                false);
    }
}
