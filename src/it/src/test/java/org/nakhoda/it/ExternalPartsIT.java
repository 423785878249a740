package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.it.cluster.ExternalContainerd;
import org.nakhoda.it.cluster.ExternalPostgresServer;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** A cluster on a database and a container runtime that are there already, and stay when it goes. */
class ExternalPartsIT {
    private TestCluster cluster;
    private ExternalPostgresServer database;
    private ExternalContainerd runtime;

    @BeforeEach
    void startParts() throws IOException {
        // whose PostgreSQL programs this test uses
        TestCluster donor = TestCluster.shared();
        cluster = TestCluster.prepare("nakhoda-ext", "172.31.254.1");
        database = ExternalPostgresServer.start(cluster.onNode(), donor.data().resolve("postgres"));
        runtime = ExternalContainerd.start(cluster.onNode(), cluster.data().resolve("cni/net.d"));
        for (String image : List.of("pause-latest", "nakhoda-demo-1")) {
            runtime.importImage(TestCluster.HOME.resolve("src/dist/target/nakhoda/images/localhost-" + image + ".tar"));
        }
    }

    @AfterEach
    void stopParts() throws IOException {
        cluster.close();
        runtime.close();
        database.close();
    }

    @Test
    void an_application_runs_and_survives_a_restart_and_nothing_of_it_stays_in_the_runtime() {
        // given a cluster that has neither of its own
        up();
        assertThat(Files.exists(cluster.data().resolve("postgres")))
                .as("an embedded database")
                .isFalse();
        assertThat(cluster.nakhoda("status").orFail()).doesNotContain("containerd");

        // when an application is applied
        Kubectl kubectl = cluster.kubectl();
        kubectl.apply(Manifests.webApplication("default", "web", 2));

        // then it answers
        kubectl.ok("rollout status deployment/web --timeout=120s");
        assertAnswers(kubectl);
        assertThat(runtime.containers()).as("two pods with a container each").hasSize(4);
        String uid = kubectl.ok("get deployment web -o jsonpath={.metadata.uid}");

        // and a restart brings the same one back
        cluster.nakhoda("down").orFail();
        assertThat(runtime.containers()).isEmpty();
        up();
        assertThat(kubectl.ok("get deployment web -o jsonpath={.metadata.uid}")).isEqualTo(uid);
        eventually(() -> assertAnswers(kubectl));

        // and the end of the cluster is not the end of what it used
        cluster.nakhoda("down", "--purge", "--yes").orFail();
        assertThat(runtime.containers()).isEmpty();
        assertThat(database.alive()).isTrue();
    }

    private void up() {
        cluster.nakhoda(
                        "up",
                        "--database-url",
                        database.url(),
                        "--database-user",
                        database.user(),
                        "--database-password",
                        database.password(),
                        "--cri-socket",
                        runtime.socket().toString())
                .orFail();
    }

    private void assertAnswers(Kubectl kubectl) {
        String port = kubectl.ok("get service web -o jsonpath={.spec.ports[0].nodePort}");
        assertThat(cluster.onNode()
                        .run("curl", "-sf", "-m", "5", "http://" + cluster.nodeAddress() + ":" + port)
                        .orFail())
                .startsWith("web-");
    }
}
