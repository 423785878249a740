package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.Shell.Result;
import org.nakhoda.it.cluster.TestCluster;

/** Services and DNS, from the node and from pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkIT {
    private TestCluster cluster;
    private Kubectl kubectl;
    private String namespace;
    private String clusterIp;

    @BeforeAll
    void startAnApplication() {
        cluster = TestCluster.shared();
        kubectl = cluster.kubectl();
        namespace = cluster.newNamespace("network");
        kubectl.apply(Manifests.webApplication(namespace, "web", 3));
        kubectl.apply(Manifests.podWithTheNodesPrograms(namespace, "client"));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        kubectl.ok("-n %s wait --for=condition=Ready pod/client --timeout=120s", namespace);
        clusterIp = kubectl.ok("-n %s get service web -o jsonpath={.spec.clusterIP}", namespace);
    }

    @Test
    void a_cluster_ip_spreads_requests_over_all_pods() {
        Set<String> answers = new HashSet<>();
        eventually(() -> {
            answers.add(Manifests.fetch(cluster.onNode(), "http://" + clusterIp + "/")
                    .strip());
            assertThat(answers).hasSize(3);
        });
    }

    @Test
    void a_node_port_answers_on_the_nodes_address_and_on_loopback() {
        String port = kubectl.ok("-n %s get service web -o jsonpath={.spec.ports[0].nodePort}", namespace);

        eventually(() -> {
            assertThat(Manifests.fetch(cluster.onNode(), "http://" + cluster.nodeAddress() + ":" + port + "/"))
                    .startsWith("web-");
            assertThat(Manifests.fetch(cluster.onNode(), "http://127.0.0.1:" + port + "/"))
                    .startsWith("web-");
        });
    }

    @Test
    void pods_and_services_are_reached_through_the_api() {
        String pod = kubectl.ok("-n %s get pods -l app=web -o jsonpath={.items[0].metadata.name}", namespace);
        String proxied = "get --raw /api/v1/namespaces/" + namespace;

        assertThat(kubectl.ok(proxied + "/pods/%s/proxy/", pod).strip()).isEqualTo(pod);
        assertThat(kubectl.ok(proxied + "/pods/%s:8080/proxy/index.html", pod).strip())
                .isEqualTo(pod);
        for (String service : List.of("web", "web:80", "web:http", "http:web:http")) {
            assertThat(kubectl.ok(proxied + "/services/%s/proxy/", service)).startsWith("web-");
        }
        assertThat(kubectl.call(proxied + "/services/%s/proxy/", "web:81").err())
                .contains("no service port 81 found for service \"web\"");
        assertThat(kubectl.call(proxied + "/pods/%s/proxy/nothing", pod).exit()).isNotZero();
    }

    @Test
    void a_pod_finds_a_service_by_its_short_and_its_full_name() {
        for (String name : List.of("web", "web." + namespace, "web." + namespace + ".svc.cluster.local.")) {
            assertThat(inPod("curl -sS -m 5 http://" + name + "/")).startsWith("web-");
        }
    }

    @Test
    void a_headless_service_names_its_pods() {
        kubectl.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: headless, namespace: %s}
                spec:
                  clusterIP: None
                  selector: {app: web}
                  ports: [{name: http, port: 8080}]
                """.formatted(namespace));
        String addresses = kubectl.ok("-n %s get pods -l app=web -o jsonpath={.items[*].status.podIP}", namespace);

        eventually(() -> assertThat(inPod("nslookup headless." + namespace + ".svc.cluster.local"))
                .contains(addresses.split(" ")));
    }

    @Test
    void a_pod_reaches_itself_through_its_service() {
        inPod("mkdir /tmp/www && hostname > /tmp/www/index.html && httpd -p 8080 -h /tmp/www");
        kubectl.ok("-n %s label pod client app=mirror", namespace);
        kubectl.ok("-n %s expose pod client --name=mirror --port=80 --target-port=8080", namespace);

        eventually(() -> assertThat(inPod("curl -sS -m 5 http://mirror/")).isEqualTo("client\n"));
    }

    @Test
    void a_client_with_session_affinity_stays_with_its_pod() {
        kubectl.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: sticky, namespace: %s}
                spec:
                  sessionAffinity: ClientIP
                  selector: {app: web}
                  ports: [{name: http, port: 80, targetPort: http}]
                """.formatted(namespace));
        String first = eventually(() -> inPod("curl -sS -m 5 http://sticky/"));

        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            answers.add(inPod("curl -sS -m 5 http://sticky/"));
        }

        assertThat(answers).containsExactly(first);
    }

    @Test
    void an_address_that_no_service_has_is_refused_at_once() {
        String unused = clusterIp.replaceAll("\\.\\d+\\.\\d+$", ".255.254");

        assertRefused(fetchFromNode(unused));
        assertRefused(fetchFromPod(unused));
    }

    @Test
    void a_service_that_nobody_serves_is_refused_at_once() {
        kubectl.ok("-n %s create service clusterip nobody --tcp=80:80", namespace);
        String address = kubectl.ok("-n %s get service nobody -o jsonpath={.spec.clusterIP}", namespace);

        eventually(() -> assertRefused(fetchFromNode(address)));
        assertRefused(fetchFromPod("nobody"));
    }

    @Test
    void a_pod_talks_to_the_api_with_its_own_token() {
        kubectl.ok(
                "-n %s create rolebinding reader --clusterrole=view --serviceaccount=%s:default", namespace, namespace);
        String api = "cd /var/run/secrets/kubernetes.io/serviceaccount && curl -sS -m 5 --cacert ca.crt "
                + "-H \"Authorization: Bearer $(cat token)\" https://kubernetes.default.svc/api/v1/namespaces/";

        String pods = eventually(() -> {
            String got = inPod(api + "$(cat namespace)/pods");
            assertThat(got).contains("PodList");
            return got;
        });

        assertThat(pods).contains("\"name\":\"client\"");
        assertThat(inPod(api + "kube-system/pods")).contains("Forbidden", "system:serviceaccount:" + namespace);
    }

    /** Told by the kernel's own word for it: a packet that is dropped, or has no route, ends differently. */
    private static void assertRefused(Result fetch) {
        assertThat(fetch.exit()).isNotZero();
        assertThat(fetch.err()).contains("Connection refused");
    }

    private Result fetchFromNode(String host) {
        return cluster.onNode().run("curl", "-sSv", "-m", "10", "http://" + host + "/");
    }

    private Result fetchFromPod(String host) {
        return kubectl.call("-n %s exec client -- curl -sSv -m 10 http://%s/", namespace, host);
    }

    private String inPod(String command) {
        return kubectl.run("-n", namespace, "exec", "client", "--", "sh", "-c", command)
                .orFail();
    }
}
