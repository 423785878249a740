package org.nakhoda.scheduler.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.scheduler.Cluster.labelled;
import static org.nakhoda.scheduler.Cluster.node;
import static org.nakhoda.scheduler.Cluster.on;
import static org.nakhoda.scheduler.Cluster.pod;
import static org.nakhoda.scheduler.Cluster.tainted;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nakhoda.scheduler.Cluster;
import org.nakhoda.scheduler.cycle.Profile;
import org.nakhoda.scheduler.framework.BindingPlugin;
import org.nakhoda.scheduler.framework.ClusterEvent;
import org.nakhoda.scheduler.framework.Decision;
import org.nakhoda.scheduler.framework.FilterPlugin;
import org.nakhoda.scheduler.framework.Framework;
import org.nakhoda.scheduler.framework.ScorePlugin;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

class PluginStoriesTest {
    private static final BindingPlugin NO_BINDER = () -> "None";

    private final Framework framework = framework();

    private static Framework framework() {
        Profile profile = Profile.defaults(NO_BINDER);
        return new Framework(
                profile.plugins().stream()
                        .filter(FilterPlugin.class::isInstance)
                        .map(FilterPlugin.class::cast)
                        .toList(),
                profile.plugins().stream()
                        .filter(ScorePlugin.class::isInstance)
                        .map(ScorePlugin.class::cast)
                        .toList());
    }

    private Decision decide(Pod pod, Snapshot snapshot) {
        return framework.decide(PodInfo.of(pod), snapshot);
    }

    private static String why(Decision decision) {
        return ((Decision.Unschedulable) decision).message();
    }

    private static String where(Decision decision) {
        return ((Decision.Placed) decision).node();
    }

    @Test
    void a_node_has_nothing_until_its_agent_says_what_and_may_help_from_then_on() {
        Node silent = new NodeBuilder(node("n", "4", "8Gi")).withStatus(null).build();
        PodInfo waiting = PodInfo.of(pod("new", "1", "1Gi"));
        NodeResourcesFit fit = new NodeResourcesFit();

        assertThat(why(decide(pod("new", "1", "1Gi"), new Cluster().with(silent).snapshot())))
                .contains("Insufficient cpu");
        assertThat(fit.mayHelp(new ClusterEvent.NodeChanged(silent, silent), waiting))
                .isFalse();
        assertThat(fit.mayHelp(new ClusterEvent.NodeChanged(silent, node("n", "4", "8Gi")), waiting))
                .isTrue();
    }

    @Test
    void a_pod_goes_to_the_node_with_more_room_left() {
        Snapshot snapshot = new Cluster()
                .with(node("full", "4", "8Gi"))
                .with(node("empty", "4", "8Gi"))
                .with(on("full", pod("other", "2", "4Gi")))
                .snapshot();

        assertThat(where(decide(pod("new", "1", "1Gi"), snapshot))).isEqualTo("empty");
    }

    @Test
    void every_reason_is_told_once_with_the_number_of_nodes_it_holds_for() {
        Snapshot snapshot = new Cluster()
                .with(node("a", "1", "8Gi"))
                .with(node("b", "1", "8Gi"))
                .with(node("c", "8", "1Gi"))
                .with(tainted(node("d", "8", "8Gi"), "dedicated", "NoSchedule"))
                .snapshot();

        assertThat(why(decide(pod("large", "2", "2Gi"), snapshot)))
                .isEqualTo("0/4 nodes are available: 2 Insufficient cpu, 1 Insufficient memory,"
                        + " 1 node(s) had untolerated taint {dedicated: }.");
    }

    @Test
    void without_nodes_the_reason_says_so() {
        assertThat(why(decide(pod("lonely", "1", "1Gi"), new Cluster().snapshot())))
                .isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void a_node_takes_no_more_pods_than_it_allows() {
        Node small = new NodeBuilder(node("small", "4", "8Gi"))
                .editStatus()
                .addToAllocatable("pods", new Quantity("1"))
                .endStatus()
                .build();
        Snapshot snapshot = new Cluster()
                .with(small)
                .with(on("small", pod("first", "1m", "1Mi")))
                .snapshot();

        assertThat(why(decide(pod("second", "1m", "1Mi"), snapshot)))
                .isEqualTo("0/1 nodes are available: 1 Too many pods.");
    }

    @Test
    void init_containers_count_by_their_hungriest_moment_and_sidecars_all_the_time() {
        Pod pod = new PodBuilder(pod("phases", "1", "1Gi"))
                .editSpec()
                .addToInitContainers(
                        new ContainerBuilder()
                                .withName("sidecar")
                                .withImage("s")
                                .withRestartPolicy("Always")
                                .withNewResources()
                                .addToRequests("cpu", new Quantity("500m"))
                                .endResources()
                                .build(),
                        new ContainerBuilder()
                                .withName("init")
                                .withImage("i")
                                .withNewResources()
                                .addToRequests("cpu", new Quantity("3"))
                                .endResources()
                                .build())
                .endSpec()
                .build();

        assertThat(PodInfo.of(pod).requests().milliCpu()).isEqualTo(3500);
        assertThat(PodInfo.of(pod).requests().memory()).isEqualTo(1L << 30);
    }

    @Test
    void a_node_selector_and_required_affinity_must_both_match() {
        Snapshot snapshot = new Cluster()
                .with(labelled(node("ssd", "4", "8Gi"), "disk", "ssd"))
                .with(labelled(labelled(node("both", "4", "8Gi"), "disk", "ssd"), "zone", "b"))
                .snapshot();
        Pod choosy = new PodBuilder(pod("choosy", "1", "1Gi"))
                .editSpec()
                .withNodeSelector(Map.of("disk", "ssd"))
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchExpressions(new NodeSelectorRequirement("zone", "In", List.of("a", "b")))
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();

        Decision decision = decide(choosy, snapshot);

        assertThat(where(decision)).isEqualTo("both");
        assertThat(((Decision.Placed) decision).rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.node()).isEqualTo("ssd");
            assertThat(rejection.plugin()).isEqualTo("NodeAffinity");
        });
    }

    @Test
    void numeric_affinity_never_matches_a_label_that_is_not_a_number() {
        Snapshot snapshot = new Cluster()
                .with(labelled(node("word", "4", "8Gi"), "gen", "new"))
                .with(labelled(node("three", "4", "8Gi"), "gen", "3"))
                .snapshot();
        Pod pod = new PodBuilder(pod("p", "1", "1Gi"))
                .editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchExpressions(new NodeSelectorRequirement("gen", "Gt", List.of("2")))
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();

        assertThat(((Decision.Placed) decide(pod, snapshot)).candidates())
                .extracting(Decision.Candidate::node)
                .containsExactly("three");
    }

    @Test
    void a_cordoned_node_is_left_alone_unless_the_pod_tolerates_it() {
        Node cordoned = new NodeBuilder(node("cordoned", "4", "8Gi"))
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build();
        Snapshot snapshot = new Cluster().with(cordoned).snapshot();
        Pod tolerant = new PodBuilder(pod("tolerant", "1", "1Gi"))
                .editSpec()
                .addNewToleration()
                .withKey("node.kubernetes.io/unschedulable")
                .withOperator("Exists")
                .endToleration()
                .endSpec()
                .build();

        assertThat(why(decide(pod("plain", "1", "1Gi"), snapshot)))
                .isEqualTo("0/1 nodes are available: 1 node(s) were unschedulable.");
        assertThat(where(decide(tolerant, snapshot))).isEqualTo("cordoned");
    }

    @Test
    void a_soft_taint_is_avoided_but_does_not_exclude() {
        Snapshot snapshot = new Cluster()
                .with(tainted(node("a-soft", "4", "8Gi"), "spot", "PreferNoSchedule"))
                .with(node("b-plain", "4", "8Gi"))
                .snapshot();

        Decision.Placed decision = (Decision.Placed) decide(pod("p", "1", "1Gi"), snapshot);

        assertThat(decision.node()).isEqualTo("b-plain");
        assertThat(decision.candidates()).hasSize(2);
    }

    @Test
    void two_pods_cannot_share_a_host_port_of_overlapping_addresses() {
        Pod first = withHostPort(pod("first", "1m", "1Mi"), "127.0.0.1");
        Pod everywhere = withHostPort(pod("everywhere", "1m", "1Mi"), null);
        Pod elsewhere = withHostPort(pod("elsewhere", "1m", "1Mi"), "127.0.0.2");
        Snapshot snapshot =
                new Cluster().with(node("n", "4", "8Gi")).with(on("n", first)).snapshot();

        assertThat(why(decide(everywhere, snapshot)))
                .contains("1 node(s) didn't have free ports for the requested pod ports");
        assertThat(where(decide(elsewhere, snapshot))).isEqualTo("n");
    }

    private static Pod withHostPort(Pod pod, String ip) {
        return new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(80)
                .withHostPort(8080)
                .withHostIP(ip)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void a_large_image_that_half_the_nodes_have_draws_a_pod_there() {
        Node warm = new NodeBuilder(node("warm", "4", "8Gi"))
                .editStatus()
                .addToImages(new ContainerImage(List.of("localhost/app:1"), 900L << 20))
                .endStatus()
                .build();
        Snapshot snapshot =
                new Cluster().with(node("cold", "4", "8Gi")).with(warm).snapshot();

        assertThat(where(decide(pod("p", "1", "1Gi"), snapshot))).isEqualTo("warm");
    }

    @Test
    void cpu_and_memory_are_used_up_together() {
        Snapshot snapshot = new Cluster()
                .with(node("cpu-bound", "4", "64Gi"))
                .with(node("even", "8", "16Gi"))
                .with(on("cpu-bound", pod("x", "2", "1Gi")))
                .with(on("even", pod("y", "4", "8Gi")))
                .snapshot();

        Decision.Placed decision = (Decision.Placed) decide(pod("p", "1", "2Gi"), snapshot);

        assertThat(decision.candidates())
                .filteredOn(c -> c.node().equals("even"))
                .first()
                .satisfies(even -> assertThat(even.scores().get("NodeResourcesBalancedAllocation"))
                        .isGreaterThan(decision.candidates().stream()
                                .filter(c -> c.node().equals("cpu-bound"))
                                .findFirst()
                                .orElseThrow()
                                .scores()
                                .get("NodeResourcesBalancedAllocation")));
    }
}
