package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import org.junit.jupiter.api.Test;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** The launcher's commands, as the README names them. */
class LifecycleIT {
    @Test
    void a_second_up_says_that_the_cluster_is_running() {
        TestCluster cluster = TestCluster.shared();

        var again = cluster.nakhoda("up");

        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("running");
    }

    @Test
    void down_leaves_nothing_behind_and_up_brings_the_same_cluster_back() {
        TestCluster cluster = TestCluster.shared();
        Kubectl kubectl = cluster.kubectl();
        String namespace = cluster.newNamespace("lifecycle");
        kubectl.apply(Manifests.webApplication(namespace, "web", 2));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        String uid = kubectl.ok("get namespace %s -o jsonpath={.metadata.uid}", namespace);

        cluster.nakhoda("down").orFail();

        String data = cluster.data().toString();
        assertThat(cluster.onNode().run("ip", "-o", "link", "show").orFail()).doesNotContain("nakhoda0", "veth");
        assertThat(cluster.onNode().run("nft", "list", "tables").orFail()).doesNotContain("nakhoda");
        assertThat(cluster.onNode().run("cat", "/proc/self/mounts").orFail()).doesNotContain(data);
        assertThat(cluster.onNode().run("ps", "-eo", "args").orFail()).doesNotContain(data);

        cluster.nakhoda("up").orFail();

        assertThat(kubectl.ok("get namespace %s -o jsonpath={.metadata.uid}", namespace))
                .isEqualTo(uid);
        eventually(() ->
                assertThat(kubectl.ok("-n %s get deployment web", namespace)).contains("2/2"));
        kubectl.ok("delete namespace %s --wait=false", namespace);
    }

    @Test
    void status_names_every_part() {
        TestCluster cluster = TestCluster.shared();

        assertThat(cluster.nakhoda("status").orFail()).contains("master", "containerd", "node");
    }

    @Test
    void wrong_settings_are_all_told_at_once_and_nothing_is_started() {
        TestCluster cluster = TestCluster.shared();

        var refused = cluster.nakhoda("up", "--api-port", "99999", "--service-cidr", "10.96.0.1/16");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.all()).contains("api-port", "service-cidr");
    }
}
