package org.nakhoda.controllers.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Selectors;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Expectations;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.Claims;
import org.nakhoda.controllers.pod.PodControl;
import org.nakhoda.controllers.pod.PodFacts;
import org.nakhoda.controllers.pod.PodOwners;

/** Keeps every ReplicaSet at its number of replicas. */
public final class ReplicaSetController implements Reconciler<ObjectName> {
    private final Lister<ReplicaSet> sets;
    private final Lister<Pod> pods;
    private final KubernetesClient client;
    private final PodControl podControl;
    private final Expectations<ObjectName> expectations;
    private final InstantSource clock;

    private ReplicaSetController(
            Lister<ReplicaSet> sets,
            Lister<Pod> pods,
            KubernetesClient client,
            PodControl podControl,
            Expectations<ObjectName> expectations,
            InstantSource clock) {
        this.sets = sets;
        this.pods = pods;
        this.client = client;
        this.podControl = podControl;
        this.expectations = expectations;
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        KubernetesClient client = context.clientFor("replicaset-controller");
        var sets = context.informers().of(ReplicaSet.class);
        var pods = context.informers().of(Pod.class);
        Expectations<ObjectName> expectations = new Expectations<>(context.clock());
        pods.onChange(change -> observe(change, expectations));
        ReplicaSetController controller = new ReplicaSetController(
                sets,
                pods,
                client,
                new PodControl(client, context.events(client, "replicaset-controller")),
                expectations,
                context.clock());
        return context.runner("replicaset", controller)
                .fedBy(Feed.of(sets))
                .fedBy(Feed.of(pods, PodOwners.keys("ReplicaSet", sets, set -> set.getSpec()
                        .getSelector())))
                .build();
    }

    private static void observe(Change<Pod> change, Expectations<ObjectName> expectations) {
        PodOwners.controllerName(change.latest(), "ReplicaSet").ifPresent(set -> {
            if (change.isAddition()) {
                expectations.creationObserved(set);
            }
            if (change.isDeletion() || Owners.isTerminating(change.latest())) {
                expectations.deletionObserved(set, change.latest().getMetadata().getUid());
            }
        });
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<ReplicaSet> found = sets.get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        ReplicaSet set = found.get();
        boolean cacheIsCurrent = expectations.satisfied(key);
        List<Pod> claimed = claim(set);
        List<Pod> active = claimed.stream().filter(PodFacts::isActive).toList();
        long terminating = claimed.stream()
                .filter(pod -> Owners.isTerminating(pod) && !PodFacts.isFinished(pod))
                .count();
        Optional<ReplicaFailure> failure = Optional.empty();
        KubernetesClientException refusal = null;
        if (cacheIsCurrent && !Owners.isTerminating(set)) {
            try {
                resize(key, set, active);
            } catch (KubernetesClientException e) {
                refusal = e;
                int missing = wanted(set) - active.size();
                failure = Optional.of(
                        new ReplicaFailure(missing > 0 ? "FailedCreate" : "FailedDelete", PodControl.reason(e)));
            }
        }
        Instant now = clock.instant();
        writeStatus(set, ReplicaStatus.of(set, active, terminating, failure, now));
        if (refusal != null) {
            throw refusal;
        }
        return ReplicaStatus.nextAvailability(set, active, now)
                .map(at -> Result.after(atLeastASecond(Duration.between(now, at))))
                .orElse(Result.done());
    }

    /** Transition times are in whole seconds, so a shorter wait may be too short. */
    private static Duration atLeastASecond(Duration wait) {
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    private static int wanted(ReplicaSet set) {
        Integer replicas = set.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    private List<Pod> claim(ReplicaSet set) {
        LabelSelector selector = Selectors.of(set.getSpec().getSelector());
        return Claims.plan(
                        set,
                        selector,
                        pods.controlledBy(set.getMetadata().getUid()),
                        pods.orphansIn(set.getMetadata().getNamespace()),
                        PodFacts::isActive)
                .settle(set, client, () -> stillWanted(set));
    }

    private boolean stillWanted(ReplicaSet set) {
        ReplicaSet fresh = client.resource(set).get();
        return fresh != null
                && fresh.getMetadata().getUid().equals(set.getMetadata().getUid())
                && !Owners.isTerminating(fresh);
    }

    private void resize(ObjectName key, ReplicaSet set, List<Pod> active) {
        ReplicaPlan plan = ReplicaPlan.of(wanted(set), active, siblings(set, active), clock.instant());
        if (plan.create() > 0) {
            create(key, set, plan.create());
        } else if (!plan.delete().isEmpty()) {
            delete(key, set, plan.delete());
        }
    }

    private void create(ObjectName key, ReplicaSet set, int count) {
        expectations.expectCreations(key, count);
        KubernetesClientException[] refusal = new KubernetesClientException[1];
        int attempted = PodControl.inGrowingBatches(count, i -> {
            try {
                podControl.create(set, set.getSpec().getTemplate(), pod -> pod);
                return true;
            } catch (KubernetesClientException e) {
                expectations.creationObserved(key);
                if (!PodControl.isNamespaceTerminating(e)) {
                    refusal[0] = e;
                }
                return false;
            }
        });
        expectations.creationsObserved(key, count - attempted);
        if (refusal[0] != null) {
            throw refusal[0];
        }
    }

    private void delete(ObjectName key, ReplicaSet set, List<Pod> victims) {
        expectations.expectDeletions(
                key, victims.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
        KubernetesClientException refusal = null;
        for (Pod victim : victims) {
            try {
                if (!podControl.delete(set, victim)) {
                    expectations.deletionObserved(key, victim.getMetadata().getUid());
                }
            } catch (KubernetesClientException e) {
                expectations.deletionObserved(key, victim.getMetadata().getUid());
                refusal = e;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Active pods of all sets of the same Deployment. */
    private List<Pod> siblings(ReplicaSet set, List<Pod> active) {
        return Owners.controllerOf(set)
                .map(owner -> sets.controlledBy(owner.getUid()).stream()
                        .flatMap(sibling ->
                                pods.controlledBy(sibling.getMetadata().getUid()).stream())
                        .filter(PodFacts::isActive)
                        .toList())
                .orElse(active);
    }

    private void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
        if (!status.equals(set.getStatus())) {
            client.resource(new ReplicaSetBuilder(set).withStatus(status).build())
                    .updateStatus();
        }
    }
}
