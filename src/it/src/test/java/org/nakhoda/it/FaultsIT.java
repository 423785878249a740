package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** One part is killed without warning; the others go on, it comes back, and what was declared holds. */
class FaultsIT {
    private TestCluster cluster;
    private Kubectl kubectl;
    private String namespace;

    @BeforeEach
    void startAnApplication() {
        cluster = TestCluster.shared();
        kubectl = cluster.kubectl();
        namespace = cluster.newNamespace("faults");
        kubectl.apply(Manifests.webApplication(namespace, "web", 2));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
    }

    @Test
    void a_killed_master_comes_back_with_everything_it_acknowledged() {
        kubectl.ok("-n %s create configmap kept --from-literal=a=b", namespace);
        String containers = containers();
        long deployments = deployments();

        kill("run/master.pid");

        eventually(() -> assertThat(kubectl.ok("-n %s get configmap kept -o jsonpath={.data.a}", namespace))
                .isEqualTo("b"));
        assertThat(containers()).as("no container was touched").isEqualTo(containers);
        worksOn();
        assertThat(deployments()).as("the application is deployed once").isEqualTo(deployments + 1);
    }

    @Test
    void a_killed_database_comes_back_with_everything_that_was_acknowledged() {
        kubectl.ok("-n %s create configmap kept --from-literal=a=b", namespace);

        kill("postgres/data/postmaster.pid");

        eventually(() -> kubectl.ok("-n %s create configmap later --from-literal=c=d", namespace));
        assertThat(kubectl.ok("-n %s get configmap kept -o jsonpath={.data.a}", namespace))
                .isEqualTo("b");
        worksOn();
    }

    @Test
    void a_killed_agent_comes_back_and_restarts_no_container() {
        String containers = containers();

        kill("run/node.pid");

        worksOn();
        assertThat(containers()).isEqualTo(containers);
    }

    @Test
    void a_killed_containerd_comes_back_and_restarts_no_container() {
        String containers = containers();

        kill("run/containerd.pid");

        worksOn();
        assertThat(containers()).isEqualTo(containers);
    }

    private long deployments() {
        String log = cluster.onNode()
                .run("cat", cluster.data().resolve("logs/master.log").toString())
                .orFail();
        return log.lines()
                .filter(line -> line.contains("Loading application [apiserver]"))
                .count();
    }

    private void kill(String pidFile) {
        long pid = cluster.pid(pidFile);
        cluster.onNode().run("kill", "-9", Long.toString(pid)).orFail();
    }

    private String containers() {
        return kubectl.ok(
                "-n %s get pods -l app=web --sort-by=.metadata.name -o jsonpath={.items[*].status.containerStatuses[*].containerID}",
                namespace);
    }

    /** A change that needs every part: API, database, controllers, scheduler, agent, runtime, proxy. */
    private void worksOn() {
        kubectl.apply(Manifests.webApplication(namespace, "after", 1));
        eventually(() ->
                assertThat(kubectl.ok("-n %s get deployment after", namespace)).contains("1/1"));
        String address = kubectl.ok("-n %s get service after -o jsonpath={.spec.clusterIP}", namespace);
        eventually(() -> assertThat(Manifests.fetch(cluster.onNode(), "http://" + address + "/"))
                .startsWith("after-"));
        kubectl.ok("-n %s delete deployment,service after", namespace);
    }
}
