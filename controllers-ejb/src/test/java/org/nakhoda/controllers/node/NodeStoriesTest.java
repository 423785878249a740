package org.nakhoda.controllers.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.controllers.pod.Some.NOON;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.controllers.ClusterFacts.NodeCidrs;

class NodeStoriesTest {
    private static Node node(String ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastHeartbeatTime("2026-11-22T11:59:00Z")
                .withLastTransitionTime("2026-11-22T08:00:00Z")
                .endCondition()
                .endStatus()
                .build();
    }

    private static List<String> taints(Node node, boolean mayEvict) {
        return NodeHealth.taints(node, NodeHealth.conditions(node), mayEvict, NOON).stream()
                .map(taint -> taint.getKey() + ":" + taint.getEffect())
                .toList();
    }

    @Test
    void aSilentNodesConditionsBecomeUnknown() {
        List<NodeCondition> conditions = NodeHealth.silent(NodeHealth.conditions(node("True")), NOON);

        assertThat(conditions)
                .extracting(NodeCondition::getType)
                .containsExactly("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");
        assertThat(conditions).extracting(NodeCondition::getStatus).containsOnly("Unknown");
        assertThat(conditions.get(0).getReason()).isEqualTo("NodeStatusUnknown");
        assertThat(conditions.get(0).getLastHeartbeatTime()).isEqualTo("2026-11-22T11:59:00Z");
        assertThat(conditions.get(1).getReason()).isEqualTo("NodeStatusNeverUpdated");
        assertThat(NodeHealth.silent(conditions, NOON.plusSeconds(60))).isEqualTo(conditions);
    }

    @Test
    void aReadyNodeHasNoTaintsAndKeepsThoseOfOthers() {
        Node node = node("True");
        Taint foreign =
                new TaintBuilder().withKey("dedicated").withEffect("NoSchedule").build();
        node.getSpec()
                .setTaints(List.of(
                        foreign,
                        new TaintBuilder()
                                .withKey(NodeHealth.UNREACHABLE)
                                .withEffect("NoExecute")
                                .build()));

        assertThat(NodeHealth.taints(node, NodeHealth.conditions(node), false, NOON))
                .containsExactly(foreign);
    }

    @Test
    void aNodeThatIsNotReadyTakesNoPodsAndLosesItsOwnWhenTheTimeHasCome() {
        assertThat(taints(node("False"), false)).containsExactly("node.kubernetes.io/not-ready:NoSchedule");
        assertThat(taints(node("False"), true))
                .containsExactly("node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute");
        assertThat(taints(node("Unknown"), true))
                .containsExactly(
                        "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute");
    }

    @Test
    void aTaintKeepsTheTimeSinceWhenItStands() {
        Node node = node("Unknown");
        node.getSpec().setTaints(NodeHealth.taints(node, NodeHealth.conditions(node), true, NOON));

        assertThat(NodeHealth.taints(node, NodeHealth.conditions(node), false, NOON.plusSeconds(100)))
                .isEqualTo(node.getSpec().getTaints());
    }

    @Test
    void aCordonedNodeIsTainted() {
        Node node = node("True");
        node.getSpec().setUnschedulable(true);

        assertThat(taints(node, false)).containsExactly("node.kubernetes.io/unschedulable:NoSchedule");
    }

    @Test
    void noPodIsDrivenAwayWhenNobodyIsWell() {
        assertThat(EvictionPace.between(1, 1)).isEmpty();
        assertThat(EvictionPace.between(3, 1)).contains(Duration.ofSeconds(10));
        assertThat(EvictionPace.between(5, 3)).isEmpty();
        assertThat(EvictionPace.between(100, 60)).contains(Duration.ofSeconds(100));
        assertThat(EvictionPace.allows(3, 1, NOON.minusSeconds(9), NOON)).isFalse();
        assertThat(EvictionPace.allows(3, 1, NOON.minusSeconds(10), NOON)).isTrue();
    }

    private static Taint unreachable(Instant since) {
        return new TaintBuilder()
                .withKey(NodeHealth.UNREACHABLE)
                .withEffect("NoExecute")
                .withTimeAdded(since.toString())
                .build();
    }

    private static Toleration tolerating(String key, Long seconds) {
        return new TolerationBuilder()
                .withKey(key)
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(seconds)
                .build();
    }

    @Test
    void aPodStaysForAsLongAsItTolerates() {
        List<Taint> taints = List.of(unreachable(NOON.minusSeconds(100)));

        assertThat(Tolerations.evictionTime(List.of(), taints, NOON)).contains(NOON);
        assertThat(Tolerations.evictionTime(List.of(tolerating(NodeHealth.UNREACHABLE, 300L)), taints, NOON))
                .contains(NOON.plusSeconds(200));
        assertThat(Tolerations.evictionTime(List.of(tolerating(NodeHealth.UNREACHABLE, null)), taints, NOON))
                .isEmpty();
        assertThat(Tolerations.evictionTime(List.of(tolerating("", null)), taints, NOON))
                .isEmpty();
        assertThat(Tolerations.evictionTime(List.of(tolerating("other", null)), taints, NOON))
                .contains(NOON);
    }

    @Test
    void eachNodeGetsAPartOfThePodNetworkThatNobodyElseHas() {
        CidrAllocation allocation = new CidrAllocation(new NodeCidrs(Cidr.parse("10.244.0.0/16"), 24));
        allocation.occupied("old", "10.244.0.0/24");

        assertThat(allocation.allocate("a")).contains(Cidr.parse("10.244.1.0/24"));
        assertThat(allocation.allocate("b")).contains(Cidr.parse("10.244.2.0/24"));
        assertThat(allocation.allocate("a")).contains(Cidr.parse("10.244.1.0/24"));
        allocation.released("a");
        assertThat(allocation.allocate("c")).contains(Cidr.parse("10.244.1.0/24"));
    }

    @Test
    void aFullNetworkGivesNothing() {
        CidrAllocation allocation = new CidrAllocation(new NodeCidrs(Cidr.parse("10.244.0.0/23"), 24));
        allocation.allocate("a");
        allocation.allocate("b");

        assertThat(allocation.allocate("c")).isEmpty();
    }

    @Test
    void aLargerPartThatSomebodyHasTakenByHandIsNotGivenAgain() {
        CidrAllocation allocation = new CidrAllocation(new NodeCidrs(Cidr.parse("10.244.0.0/22"), 24));
        allocation.occupied("by-hand", "10.244.0.0/23");

        assertThat(allocation.allocate("a")).contains(Cidr.parse("10.244.2.0/24"));
    }
}
