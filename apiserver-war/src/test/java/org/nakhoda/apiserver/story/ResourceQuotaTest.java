package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Namespaces that may use only so much in all. */
class ResourceQuotaTest {
    private static RunningControllers controllers;

    private final Client admin = RunningApi.admin();
    private String root;

    @BeforeAll
    static void start() {
        controllers = new RunningControllers();
    }

    @AfterAll
    static void stop() {
        controllers.close();
    }

    @BeforeEach
    void aNamespace() {
        root = "/api/v1/namespaces/" + RunningApi.namespace() + "/";
    }

    private void quota(String name, String spec) {
        admin.post(root + "resourcequotas", "{metadata: {name: " + name + "}, spec: {" + spec + "}}")
                .expect(201);
        RunningControllers.eventually(
                "status of quota " + name,
                () -> get(name).path("status").path("hard").size()
                        == get(name).path("spec").path("hard").size());
    }

    private JsonNode get(String name) {
        return admin.get(root + "resourcequotas/" + name).expect(200);
    }

    private String used(String name, String resource) {
        return get(name).path("status").path("used").path(resource).asString("");
    }

    private void eventuallyUsed(String name, String resource, String amount) {
        RunningControllers.eventually(resource + " " + amount + " used of " + name, () -> used(name, resource)
                .equals(amount));
    }

    private Client.Answer pod(String name, String spec) {
        return admin.post(root + "pods", "{metadata: {name: " + name + "}, spec: {" + spec + "}}");
    }

    private static String container(String resources) {
        return "containers: [{name: a, image: i, resources: {" + resources + "}}]";
    }

    @Test
    void what_is_used_is_counted_at_once_and_more_than_allowed_is_refused() {
        quota("q", "hard: {pods: 2, requests.cpu: 1, limits.memory: 2Gi}");
        String half = container("requests: {cpu: 500m}, limits: {cpu: 1, memory: 1Gi}");

        pod("p1", half).expect(201);

        assertThat(used("q", "pods")).isEqualTo("1");
        assertThat(used("q", "requests.cpu")).isEqualTo("500m");
        assertThat(used("q", "limits.memory")).isEqualTo("1Gi");
        pod("p2", container("requests: {cpu: 600m}, limits: {cpu: 1, memory: 1Gi}"))
                .refused(
                        403,
                        "Forbidden",
                        "pods \"p2\" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used:"
                                + " requests.cpu=500m, limited: requests.cpu=1");
        pod("p2", half).expect(201);
        pod("p3", half)
                .refused(
                        403,
                        "Forbidden",
                        "exceeded quota: q, requested: limits.memory=1Gi,pods=1,requests.cpu=500m, used:"
                                + " limits.memory=2Gi,pods=2,requests.cpu=1, limited:"
                                + " limits.memory=2Gi,pods=2,requests.cpu=1");
    }

    @Test
    void who_bounds_cpu_or_memory_makes_every_container_state_them() {
        quota("q", "hard: {limits.cpu: 2, limits.memory: 2Gi, requests.storage: 1Gi}");

        pod("p", "containers: [{name: b, image: i}, {name: a, image: i, resources: {limits: {cpu: 1}}}]")
                .refused(403, "Forbidden", "failed quota: q: must specify limits.cpu for: b; limits.memory for: a,b");
    }

    @Test
    void writes_at_the_same_time_never_exceed_a_quota_together() {
        quota("pods", "hard: {pods: 5}");
        quota("maps", "hard: {count/configmaps: \"9\", configmaps: 7}");
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = "p" + i;
            boolean map = i % 2 == 0;
            answers.add(CompletableFuture.supplyAsync(
                    () -> map
                            ? admin.post(root + "configmaps", "{metadata: {name: " + name + "}}")
                                    .status()
                            : pod(name, "containers: [{name: a, image: i}]").status(),
                    RunningApi.executor()));
        }
        List<Integer> codes = answers.stream().map(CompletableFuture::join).toList();

        assertThat(codes).containsOnly(201, 403);
        assertThat(admin.get(root + "pods").expect(200).path("items")).hasSize(5);
        assertThat(admin.get(root + "configmaps").expect(200).path("items").size())
                .isLessThanOrEqualTo(7);
        assertThat(codes.stream().filter(code -> code == 201).count()).isGreaterThanOrEqualTo(11);
    }

    @Test
    void what_goes_is_given_back_promptly() {
        quota("q", "hard: {pods: 1, services: 1, secrets: 1, count/deployments.apps: 1}");
        pod("p", "containers: [{name: a, image: i}]").expect(201);
        admin.post(root + "services", "{metadata: {name: s}, spec: {ports: [{port: 1}]}}")
                .expect(201);
        admin.post(root + "secrets", "{metadata: {name: t}}").expect(201);
        String deployments = "/apis/apps/v1" + root.substring("/api/v1".length()) + "deployments";
        String deployment = "{metadata: {name: d}, spec: {replicas: 0, selector: {matchLabels: {a: b}}, template:"
                + " {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}}}";
        admin.post(deployments, deployment).expect(201);
        admin.post(deployments, deployment.replace("name: d}", "name: e}"))
                .refused(
                        403,
                        "Forbidden",
                        "deployments.apps \"e\" is forbidden: exceeded quota: q, requested: count/deployments.apps=1,"
                                + " used: count/deployments.apps=1, limited: count/deployments.apps=1");

        admin.delete(root + "pods/p").expect(200);
        admin.delete(root + "services/s").expect(200);
        admin.delete(root + "secrets/t").expect(200);
        admin.delete(deployments + "/d").expect(200);

        eventuallyUsed("q", "pods", "0");
        eventuallyUsed("q", "services", "0");
        eventuallyUsed("q", "secrets", "0");
        eventuallyUsed("q", "count/deployments.apps", "0");
    }

    @Test
    void a_pod_that_has_ended_counts_as_an_object_only() {
        quota("q", "hard: {pods: 1, count/pods: 5}");
        pod("p", "containers: [{name: a, image: i}]").expect(201);

        admin.merge(root + "pods/p/status", "{status: {phase: Succeeded}}").expect(200);

        eventuallyUsed("q", "pods", "0");
        assertThat(used("q", "count/pods")).isEqualTo("1");
    }

    @Test
    void a_write_that_is_not_done_uses_nothing() {
        quota("q", "hard: {pods: 2}");
        pod("p", "containers: [{name: a, image: i}]").expect(201);

        pod("p", "containers: [{name: a, image: i}]").refused(409, "AlreadyExists");
        admin.post(root + "pods?dryRun=All", "{metadata: {name: d}, spec: {containers: [{name: a, image: i}]}}")
                .expect(201);

        assertThat(used("q", "pods")).isEqualTo("1");
        pod("r", "containers: [{name: a, image: i}]").expect(201);
        admin.post(root + "pods?dryRun=All", "{metadata: {name: d}, spec: {containers: [{name: a, image: i}]}}")
                .refused(403, "Forbidden", "exceeded quota: q");
    }

    @Test
    void scopes_choose_which_pods_are_counted() {
        quota("best-effort", "hard: {pods: 1}, scopes: [BestEffort]");
        quota("terminating", "hard: {pods: 1}, scopes: [Terminating]");
        quota(
                "critical",
                "hard: {pods: 0}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In,"
                        + " values: [system-node-critical]}]}");
        quota(
                "elsewhere",
                "hard: {pods: 0}, scopeSelector: {matchExpressions: [{scopeName: CrossNamespacePodAffinity,"
                        + " operator: Exists}]}");
        String sure = container("requests: {cpu: 1}");

        pod("a", "containers: [{name: a, image: i}]").expect(201);
        pod("b", "containers: [{name: a, image: i}]").refused(403, "Forbidden", "exceeded quota: best-effort");
        pod("b", sure).expect(201);
        pod("c", "activeDeadlineSeconds: 10, " + sure).expect(201);
        pod("d", "activeDeadlineSeconds: 10, " + sure).refused(403, "Forbidden", "exceeded quota: terminating");
        pod("e", "priorityClassName: system-node-critical, " + sure)
                .refused(
                        403, "Forbidden", "exceeded quota: critical, requested: pods=1, used: pods=0, limited: pods=0");
        pod(
                        "f",
                        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: x,"
                                + " namespaces: [other]}]}}, " + sure)
                .refused(403, "Forbidden", "exceeded quota: elsewhere");
        assertThat(used("best-effort", "pods")).isEqualTo("1");
        assertThat(used("terminating", "pods")).isEqualTo("1");
    }

    @Test
    void services_count_by_their_kind_and_a_change_of_kind_counts_too() {
        quota("q", "hard: {services: 3, services.nodeports: 2, services.loadbalancers: 0}");
        admin.post(
                        root + "services",
                        "{metadata: {name: s}, spec: {ports: [{name: one, port: 1}, {name: two, port: 2}]}}")
                .expect(201);

        admin.merge(root + "services/s", "{spec: {type: LoadBalancer}}")
                .refused(
                        403,
                        "Forbidden",
                        "services \"s\" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used:"
                                + " services.loadbalancers=0, limited: services.loadbalancers=0");
        admin.merge(root + "services/s", "{spec: {type: NodePort}}").expect(200);

        assertThat(used("q", "services.nodeports")).isEqualTo("2");
        admin.merge(root + "services/s", "{spec: {type: ClusterIP}}").expect(200);
        eventuallyUsed("q", "services.nodeports", "0");
    }

    @Test
    void claims_count_in_all_and_by_their_class() {
        quota(
                "q",
                "hard: {requests.storage: 10Gi, persistentvolumeclaims: 5,"
                        + " gold.storageclass.storage.k8s.io/requests.storage: 2Gi,"
                        + " gold.storageclass.storage.k8s.io/persistentvolumeclaims: 1}");
        claim("a", "3Gi", "silver").expect(201);

        claim("b", "3Gi", "gold")
                .refused(
                        403,
                        "Forbidden",
                        "requested: gold.storageclass.storage.k8s.io/requests.storage=3Gi, used: gold");
        claim("b", "1Gi", "gold").expect(201);
        claim("c", "1Gi", "gold")
                .refused(403, "Forbidden", "requested: gold.storageclass.storage.k8s.io/persistentvolumeclaims=1");

        assertThat(used("q", "requests.storage")).isEqualTo("4Gi");
        admin.delete(root + "persistentvolumeclaims/b").expect(200);
        eventuallyUsed("q", "requests.storage", "3Gi");
    }

    private Client.Answer claim(String name, String storage, String storageClass) {
        return admin.post(
                root + "persistentvolumeclaims",
                "{metadata: {name: " + name + "}, spec: {storageClassName: " + storageClass
                        + ", accessModes: [ReadWriteOnce], resources: {requests: {storage: " + storage + "}}}}");
    }

    @Test
    void a_resize_counts_what_it_adds() {
        quota("q", "hard: {requests.cpu: 1}");
        pod("p", container("requests: {cpu: 400m}")).expect(201);

        admin.strategic(root + "pods/p/resize", "{spec: {containers: [{name: a, resources: {requests: {cpu: 2}}}]}}")
                .refused(
                        403,
                        "Forbidden",
                        "exceeded quota: q, requested: requests.cpu=1600m, used: requests.cpu=400m, limited: requests.cpu=1");
        admin.strategic(root + "pods/p/resize", "{spec: {containers: [{name: a, resources: {requests: {cpu: 1}}}]}}")
                .expect(200);

        assertThat(used("q", "requests.cpu")).isEqualTo("1");
    }

    @Test
    void new_bounds_are_taken_over() {
        quota("q", "hard: {pods: 1}");
        pod("p", "containers: [{name: a, image: i}]").expect(201);

        admin.merge(root + "resourcequotas/q", "{spec: {hard: {pods: 2, services: 4}}}")
                .expect(200);

        RunningControllers.eventually(
                "the new bounds",
                () -> get("q").at("/status/hard/services").asString("").equals("4"));
        assertThat(get("q").at("/status/hard/pods").asString()).isEqualTo("2");
        assertThat(used("q", "pods")).isEqualTo("1");
        assertThat(used("q", "services")).isEqualTo("0");
    }
}
