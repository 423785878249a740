package org.nakhoda.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.ObjectMetadata;
import org.nakhoda.client.informer.ObjectMetadata.Owner;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.write.Deletion.Propagation;
import org.nakhoda.controllers.discovery.ServedResource;
import org.nakhoda.controllers.garbage.Verdict.OwnerState;

class OwnerGraphTest {
    private static final ServedResource SETS =
            new ServedResource("apps/v1", "replicasets", "ReplicaSet", true, Set.of());
    private static final ServedResource PODS = new ServedResource("v1", "pods", "Pod", true, Set.of());

    private final OwnerGraph graph = new OwnerGraph();

    private static Owner owner(String uid, boolean blocking) {
        return new Owner("apps/v1", "ReplicaSet", uid, uid, true, blocking);
    }

    private static ObjectMetadata object(String uid, boolean deleting, List<String> finalizers, Owner... owners) {
        return new ObjectMetadata(new ObjectName("shop", uid), uid, "1", deleting, finalizers, List.of(owners));
    }

    private Set<String> seen(ServedResource resource, ObjectMetadata object) {
        return graph.observe(resource, new Change<>(Optional.empty(), Optional.of(object)));
    }

    private Set<String> gone(ServedResource resource, ObjectMetadata object) {
        return graph.observe(resource, new Change<>(Optional.of(object), Optional.empty()));
    }

    @Test
    void dependentsAreLookedAtWhenTheirOwnerGoes() {
        ObjectMetadata set = object("set", false, List.of());
        seen(SETS, set);
        assertThat(seen(PODS, object("pod", false, List.of(), owner("set", true))))
                .isEmpty();

        assertThat(gone(SETS, set)).containsExactly("pod");
        assertThat(graph.suspects()).containsExactly("pod");
    }

    @Test
    void aDependentThatIsSeenBeforeItsOwnerIsDoubtfulUntilTheOwnerIsSeen() {
        assertThat(seen(PODS, object("pod", false, List.of(), owner("set", true))))
                .containsExactly("pod");
        seen(SETS, object("set", false, List.of()));

        assertThat(graph.suspects()).isEmpty();
    }

    @Test
    void aForegroundDeletionDrivesDependentsAndTheirEndLetsTheOwnerGo() {
        seen(SETS, object("set", false, List.of()));
        ObjectMetadata pod = object("pod", false, List.of(), owner("set", true));
        seen(PODS, pod);

        assertThat(seen(SETS, object("set", true, List.of(Finalizers.FOREGROUND))))
                .containsExactlyInAnyOrder("set", "pod");
        assertThat(gone(PODS, pod)).containsExactly("set");
        assertThat(graph.dependentsOf("set")).isEmpty();
    }

    @Test
    void aReleasedDependentIsNotItsFormerOwnersAnyMore() {
        ObjectMetadata set = object("set", false, List.of());
        seen(SETS, set);
        seen(PODS, object("pod", false, List.of(), owner("set", true)));
        seen(PODS, object("pod", false, List.of()));

        assertThat(graph.dependentsOf("set")).isEmpty();
        assertThat(gone(SETS, set)).isEmpty();
    }

    @Test
    void anOwnerThatOrphansIsLookedAt() {
        assertThat(seen(SETS, object("set", true, List.of(Finalizers.ORPHAN)))).containsExactly("set");
    }

    private static Verdict verdict(ObjectMetadata object, Map<String, OwnerState> states, boolean hasDependents) {
        return Verdict.of(object, reference -> states.get(reference.uid()), hasDependents);
    }

    @Test
    void anObjectStaysWhileOneOwnerLives() {
        ObjectMetadata pod = object("pod", false, List.of(), owner("a", true), owner("b", true));

        assertThat(verdict(pod, Map.of("a", OwnerState.ALIVE, "b", OwnerState.ALIVE), false))
                .isEqualTo(new Verdict.Keep());
        assertThat(verdict(pod, Map.of("a", OwnerState.ALIVE, "b", OwnerState.ABSENT), false))
                .isEqualTo(new Verdict.Forget(List.of(owner("b", true))));
        assertThat(verdict(pod, Map.of("a", OwnerState.ABSENT, "b", OwnerState.ABSENT), false))
                .isEqualTo(new Verdict.Delete(Propagation.BACKGROUND));
    }

    @Test
    void anOwnerThatWaitsPassesItsWayOfDeletionOn() {
        ObjectMetadata set = object("set", false, List.of(), owner("deployment", true));

        assertThat(verdict(set, Map.of("deployment", OwnerState.WAITING), true))
                .isEqualTo(new Verdict.Delete(Propagation.FOREGROUND));
        assertThat(verdict(set, Map.of("deployment", OwnerState.WAITING), false))
                .isEqualTo(new Verdict.Delete(Propagation.BACKGROUND));
    }

    @Test
    void anObjectWithoutOwnersIsNobodysBusiness() {
        assertThat(verdict(object("free", false, List.of()), Map.of(), true)).isEqualTo(new Verdict.Keep());
    }

    @Test
    void aFinalizerThatWasAskedForBeforeDecidesTheWay() {
        ObjectMetadata set = object("set", false, List.of(Finalizers.ORPHAN), owner("deployment", true));

        assertThat(verdict(set, Map.of("deployment", OwnerState.ABSENT), true))
                .isEqualTo(new Verdict.Delete(Propagation.ORPHAN));
    }
}
