package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ControllerManager;
import tools.jackson.databind.JsonNode;

/** What controllers make of Secrets that ask for an account's token, and of Endpoints that somebody wrote. */
class AccountsAndEndpointsTest {
    private static ControllerManager controllers;

    private final Client api = RunningApi.admin();
    private String secrets;
    private String services;
    private String endpoints;
    private String slices;
    private String accounts;

    @BeforeAll
    static void start() {
        controllers = new ControllerManager(
                new InVmControlPlane(RunningApi.server()::handle, () -> true, RunningApi.executor()),
                RunningApi.executor(),
                InstantSource.system(),
                LoopObserver.NONE,
                new ClusterFacts(Optional.empty(), Optional.of("-----BEGIN CERTIFICATE-----"), Optional.empty()));
        controllers.beat();
    }

    @AfterAll
    static void stop() {
        controllers.close();
    }

    @BeforeEach
    void makeNamespace() {
        String namespace = "controlled-" + System.nanoTime();
        api.post("/api/v1/namespaces", "{metadata: {name: " + namespace + "}}").expect(201);
        String core = "/api/v1/namespaces/" + namespace;
        secrets = core + "/secrets";
        services = core + "/services";
        endpoints = core + "/endpoints";
        accounts = core + "/serviceaccounts";
        slices = "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices";
    }

    @Test
    void a_secret_for_an_account_gets_a_token_that_ends_with_the_secret_or_the_account() {
        api.post(accounts, "{metadata: {name: robot}}").expect(201);
        api.post(
                        secrets,
                        "{metadata: {name: t, annotations: {kubernetes.io/service-account.name: robot}},"
                                + " type: kubernetes.io/service-account-token}")
                .expect(201);

        eventually(() -> data("t").has("token"));
        String token = decoded(data("t").path("token"));
        assertThat(decoded(data("t").path("ca.crt"))).contains("BEGIN CERTIFICATE");
        assertThat(secrets).contains("/" + decoded(data("t").path("namespace")) + "/");
        assertThat(review(token).at("/status/user/username").asString()).endsWith(":robot");

        api.delete(accounts + "/robot").expect(200);

        eventually(() -> api.get(secrets + "/t").status() == 404);
        assertThat(review(token).at("/status/authenticated").asBoolean(false)).isFalse();
    }

    @Test
    void a_secret_for_an_account_that_does_not_exist_is_removed() {
        api.post(
                        secrets,
                        "{metadata: {name: t, annotations: {kubernetes.io/service-account.name: nobody}},"
                                + " type: kubernetes.io/service-account-token}")
                .expect(201);

        eventually(() -> api.get(secrets + "/t").status() == 404);
    }

    @Test
    void endpoints_that_somebody_wrote_are_mirrored_as_slices_and_followed() {
        api.post(services, "{metadata: {name: db}, spec: {ports: [{name: pg, port: 5432}]}}")
                .expect(201);
        api.post(
                        endpoints,
                        "{metadata: {name: db, labels: {tier: data}}, subsets: [{addresses: [{ip: 10.1.2.3}],"
                                + " notReadyAddresses: [{ip: 10.1.2.4}], ports: [{name: pg, port: 5432, protocol: TCP}]}]}")
                .expect(201);

        eventually(() -> mirrored("db").size() == 1);
        JsonNode slice = mirrored("db").get(0);
        assertThat(slice.path("addressType").asString()).isEqualTo("IPv4");
        assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(5432);
        assertThat(slice.at("/metadata/labels/tier").asString()).isEqualTo("data");
        assertThat(slice.at("/metadata/ownerReferences/0/kind").asString()).isEqualTo("Endpoints");
        assertThat(slice.at("/endpoints/0/conditions/ready").asBoolean()).isTrue();
        assertThat(slice.at("/endpoints/1/conditions/ready").asBoolean(true)).isFalse();

        api.merge(endpoints + "/db", "{subsets: [{addresses: [{ip: 10.1.2.9}], ports: [{name: pg, port: 5433}]}]}")
                .expect(200);
        // slices of other ports take the place of the former, so that for a moment there is none
        eventually(() -> {
            JsonNode now = mirrored("db");
            return now.size() == 1
                    && now.at("/0/endpoints/0/addresses/0").asString().equals("10.1.2.9")
                    && now.at("/0/ports/0/port").asInt() == 5433;
        });

        api.delete(endpoints + "/db").expect(200);
        eventually(() -> mirrored("db").isEmpty());
    }

    @Test
    void endpoints_are_not_mirrored_without_a_service_or_if_they_say_so() {
        api.post(services, "{metadata: {name: skipped}, spec: {ports: [{port: 80}]}}")
                .expect(201);
        api.post(services, "{metadata: {name: shown}, spec: {ports: [{port: 80}]}}")
                .expect(201);
        String subsets = "subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]";
        api.post(endpoints, "{metadata: {name: alone}, " + subsets + "}").expect(201);
        api.post(
                        endpoints,
                        "{metadata: {name: skipped, labels: {endpointslice.kubernetes.io/skip-mirror: 'true'}}, "
                                + subsets + "}")
                .expect(201);
        api.post(endpoints, "{metadata: {name: shown}, " + subsets + "}").expect(201);

        eventually(() -> mirrored("shown").size() == 1);
        assertThat(mirrored("alone").size()).isZero();
        assertThat(mirrored("skipped").size()).isZero();
    }

    private JsonNode data(String secret) {
        return api.get(secrets + "/" + secret).json().path("data");
    }

    private static String decoded(JsonNode value) {
        return new String(Base64.getDecoder().decode(value.asString()), StandardCharsets.UTF_8);
    }

    private JsonNode review(String token) {
        return api.post("/apis/authentication.k8s.io/v1/tokenreviews", "{spec: {token: '" + token + "'}}")
                .expect(201);
    }

    private JsonNode mirrored(String service) {
        return api.get(slices + "?labelSelector=kubernetes.io%2Fservice-name%3D" + service
                        + ",endpointslice.kubernetes.io%2Fmanaged-by%3Dendpointslicemirroring-controller.k8s.io")
                .expect(200)
                .path("items");
    }

    private static void eventually(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("the condition did not come true").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
