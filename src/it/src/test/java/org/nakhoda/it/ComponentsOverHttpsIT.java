package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.nakhoda.it.cluster.Eventually.eventually;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.client.connect.Connection;
import org.nakhoda.client.connect.HttpsControlPlane;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ControllerManager;
import org.nakhoda.it.cluster.ControlPlaneCluster;
import org.nakhoda.scheduler.cycle.SchedulerLoop;

/** The scheduler and the controllers taken out of the master: the same code in another process, over HTTPS. */
class ComponentsOverHttpsIT {
    @Test
    void a_deployment_becomes_pods_on_a_node_by_components_outside_the_master() throws IOException {
        try (ControlPlaneCluster cluster = ControlPlaneCluster.start("https", "--embedded-components", "false");
                KubernetesClient admin = cluster.client()) {
            // given a master that runs neither, a node that nobody looks after, and a deployment
            admin.resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName("far")
                            .endMetadata()
                            .build())
                    .create();
            admin.resource(deployment()).create();

            ExecutorService executor = Executors.newCachedThreadPool();
            ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
            HttpsControlPlane forScheduler = controlPlane(cluster, "scheduler", "kube-scheduler");
            HttpsControlPlane forControllers = controlPlane(cluster, "controller-manager", "kube-controller-manager");
            ControllerManager controllers = new ControllerManager(
                    forControllers,
                    executor,
                    InstantSource.system(),
                    LoopObserver.NONE,
                    new ClusterFacts(
                            Optional.of(new ClusterFacts.NodeCidrs(Cidr.parse("10.244.0.0/16"), 24)),
                            Optional.of(Files.readString(cluster.pki().resolve("ca.crt"))),
                            Optional.empty()));
            SchedulerLoop scheduler = new SchedulerLoop(forScheduler, executor, Clock.systemUTC());

            // when both run elsewhere
            AtomicReference<RuntimeException> lastTrouble = new AtomicReference<>();
            heart.scheduleWithFixedDelay(
                    () -> {
                        try {
                            controllers.beat();
                            if (forScheduler.leading()) {
                                scheduler.start();
                            }
                            keepReady(admin);
                        } catch (RuntimeException e) {
                            // as a timer would: one beat that fails, such as by a conflict, does not end the heart
                            lastTrouble.set(e);
                        }
                    },
                    0,
                    500,
                    TimeUnit.MILLISECONDS);
            try {
                // then the deployment has its pods, and they have their node
                eventually(() -> assertThat(admin.pods()
                                .inNamespace("default")
                                .withLabel("app", "far")
                                .list()
                                .getItems())
                        .as("pods; the last trouble of the heart: %s", lastTrouble.get())
                        .extracting(pod -> pod.getSpec().getNodeName(), pod -> pod.getMetadata()
                                .getDeletionTimestamp())
                        .containsExactly(tuple("far", null), tuple("far", null)));
                assertThat(admin.nodes().withName("far").get().getSpec().getPodCIDR())
                        .startsWith("10.244.");
            } finally {
                heart.shutdownNow();
                controllers.close();
                scheduler.stop();
                forScheduler.close();
                forControllers.close();
                executor.shutdownNow();
            }
        }
    }

    private static HttpsControlPlane controlPlane(ControlPlaneCluster cluster, String file, String component) {
        return new HttpsControlPlane(
                Connection.byCertificate(
                        cluster.server(),
                        cluster.pki().resolve("ca.crt"),
                        cluster.pki().resolve(file + ".crt"),
                        cluster.pki().resolve(file + ".key")),
                component,
                "elsewhere");
    }

    /** Stands in for the node's agent, whose heartbeat this story is not about. */
    private static void keepReady(KubernetesClient admin) {
        admin.nodes().withName("far").editStatus(node -> new NodeBuilder(node)
                .withNewStatus()
                .withCapacity(
                        Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "pods", new Quantity("110")))
                .withAllocatable(
                        Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "pods", new Quantity("110")))
                .withConditions(new NodeConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withReason("KubeletReady")
                        .withLastHeartbeatTime(Clock.systemUTC().instant().toString())
                        .build())
                .endStatus()
                .build());
    }

    private static Deployment deployment() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("far")
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "far")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "far")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage(Manifests.IMAGE)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
