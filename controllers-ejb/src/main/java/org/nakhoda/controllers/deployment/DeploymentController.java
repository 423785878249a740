package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Selectors;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.Claims;
import org.nakhoda.controllers.pod.PodFacts;
import org.nakhoda.controllers.pod.PodOwners;

/** Brings each Deployment's ReplicaSets a step closer to its template and size. */
public final class DeploymentController implements Reconciler<ObjectName> {
    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> sets;
    private final Lister<Pod> pods;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final ReplicaSetWriter writer;
    private final InstantSource clock;

    private DeploymentController(
            Lister<Deployment> deployments,
            Lister<ReplicaSet> sets,
            Lister<Pod> pods,
            KubernetesClient client,
            EventRecorder events,
            InstantSource clock) {
        this.deployments = deployments;
        this.sets = sets;
        this.pods = pods;
        this.client = client;
        this.events = events;
        this.writer = new ReplicaSetWriter(client, events, clock);
        this.clock = clock;
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        KubernetesClient client = context.clientFor("deployment-controller");
        var deployments = context.informers().of(Deployment.class);
        var sets = context.informers().of(ReplicaSet.class);
        var pods = context.informers().of(Pod.class);
        DeploymentController controller = new DeploymentController(
                deployments, sets, pods, client, context.events(client, "deployment-controller"), context.clock());
        return context.runner("deployment", controller)
                .fedBy(Feed.of(deployments))
                .fedBy(Feed.of(sets, concerned(deployments)))
                .fedBy(Feed.of(pods, pod -> waitingForLastPod(pod, sets, deployments)))
                .build();
    }

    private static Function<ReplicaSet, Stream<ObjectName>> concerned(Lister<Deployment> deployments) {
        return set -> {
            if (Owners.controllerOf(set).isPresent()) {
                return PodOwners.controllerName(set, "Deployment").stream();
            }
            var labels = set.getMetadata().getLabels();
            return labels == null
                    ? Stream.empty()
                    : deployments.inNamespace(set.getMetadata().getNamespace()).stream()
                            .filter(deployment -> Selectors.of(
                                            deployment.getSpec().getSelector())
                                    .matches(labels))
                            .map(ObjectName::of);
        };
    }

    /** A Deployment that recreates must learn when its last old pod is gone; others follow their ReplicaSets. */
    private static Stream<ObjectName> waitingForLastPod(
            Pod pod, Lister<ReplicaSet> sets, Lister<Deployment> deployments) {
        return PodOwners.controllerName(pod, "ReplicaSet").flatMap(sets::get).stream()
                .flatMap(set -> PodOwners.controllerName(set, "Deployment").stream())
                .filter(name -> deployments
                        .get(name)
                        .filter(d -> !Replicas.isRolling(d))
                        .isPresent());
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Deployment> found = deployments.get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        Deployment deployment = found.get();
        LabelSelector selector = Selectors.of(deployment.getSpec().getSelector());
        if (selector.isEverything()) {
            events.warning(
                    deployment,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return Result.done();
        }
        Generations generations = Generations.of(deployment, claim(deployment, selector));
        Instant now = clock.instant();
        if (Owners.isTerminating(deployment)) {
            return writeStatus(deployment, Progress.counted(deployment, generations, now));
        }
        Optional<DeploymentCondition> pausing = Progress.pausing(deployment, now);
        if (pausing.isPresent()) {
            deployment = withCondition(deployment, pausing.get());
        }
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused()) || Scaling.isDue(deployment, generations.all())) {
            return scale(deployment, generations);
        }
        return Replicas.isRolling(deployment)
                ? rollingUpdate(deployment, generations)
                : recreate(deployment, generations);
    }

    private List<ReplicaSet> claim(Deployment deployment, LabelSelector selector) {
        return Claims.plan(
                        deployment,
                        selector,
                        sets.controlledBy(deployment.getMetadata().getUid()),
                        sets.orphansIn(deployment.getMetadata().getNamespace()),
                        set -> true)
                .settle(deployment, client, () -> {
                    Deployment fresh = client.resource(deployment).get();
                    return fresh != null && sameObject(fresh, deployment) && !Owners.isTerminating(fresh);
                });
    }

    private static boolean sameObject(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    private Result scale(Deployment deployment, Generations generations) {
        if (generations.current().isPresent()) {
            generations = writer.updateCurrent(deployment, generations);
        }
        for (Resize step : Scaling.plan(deployment, generations)) {
            writer.resize(deployment, step);
        }
        if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            writer.forgetOldRevisions(deployment, generations);
        }
        return writeStatus(deployment, Progress.counted(deployment, generations, clock.instant()));
    }

    private Result rollingUpdate(Deployment given, Generations found) {
        ReplicaSetWriter.Current current = writer.ensureCurrent(given, found);
        Deployment deployment = current.deployment();
        Generations generations = current.generations();
        ReplicaSet set = generations.current().orElseThrow();
        int size = RollingUpdate.currentSize(deployment, generations.all(), Replicas.wanted(set));
        if (size != Replicas.wanted(set)) {
            ReplicaSet resized = writer.resize(deployment, new Resize(set, size));
            return rolloutStatus(deployment, generations.withCurrent(resized));
        }
        List<Resize> shrinking = RollingUpdate.shrinkOld(deployment, generations);
        if (!shrinking.isEmpty()) {
            shrinking.forEach(step -> writer.resize(deployment, step));
            return rolloutStatus(deployment, generations);
        }
        return finished(deployment, generations);
    }

    private Result recreate(Deployment deployment, Generations generations) {
        List<ReplicaSet> active = Replicas.active(generations.old());
        if (!active.isEmpty()) {
            active.forEach(set -> writer.resize(deployment, new Resize(set, 0)));
            return rolloutStatus(deployment, generations);
        }
        if (oldPodsAreLeft(generations)) {
            return rolloutStatus(deployment, generations);
        }
        ReplicaSetWriter.Current current = writer.ensureCurrent(deployment, generations);
        ReplicaSet set = current.generations().current().orElseThrow();
        int wanted = Replicas.wanted(current.deployment());
        if (Replicas.wanted(set) != wanted) {
            ReplicaSet resized = writer.resize(current.deployment(), new Resize(set, wanted));
            return rolloutStatus(current.deployment(), current.generations().withCurrent(resized));
        }
        return finished(current.deployment(), current.generations());
    }

    private boolean oldPodsAreLeft(Generations generations) {
        return generations.old().stream()
                .flatMap(set -> pods.controlledBy(set.getMetadata().getUid()).stream())
                .anyMatch(pod -> !PodFacts.isFinished(pod));
    }

    private Result finished(Deployment deployment, Generations generations) {
        if (Progress.isComplete(deployment, Progress.former(deployment))) {
            writer.forgetOldRevisions(deployment, generations);
        }
        return rolloutStatus(deployment, generations);
    }

    private Result rolloutStatus(Deployment deployment, Generations generations) {
        return writeStatus(deployment, Progress.of(deployment, generations, clock.instant()));
    }

    private Result writeStatus(Deployment deployment, DeploymentStatus status) {
        // what the cache shows is what the server has: a condition set on the way here is not in it yet
        DeploymentStatus stored =
                deployments.get(ObjectName.of(deployment)).map(Progress::former).orElseGet(DeploymentStatus::new);
        if (!status.equals(stored)) {
            client.resource(new DeploymentBuilder(deployment).withStatus(status).build())
                    .updateStatus();
        }
        Instant now = clock.instant();
        return Progress.checkAt(deployment, status)
                .map(at -> Result.after(at.isAfter(now) ? Duration.between(now, at) : Duration.ofSeconds(1)))
                .orElse(Result.done());
    }

    /** The Deployment as it will be once its status has been written with this condition. */
    static Deployment withCondition(Deployment deployment, DeploymentCondition condition) {
        DeploymentStatus former = Progress.former(deployment);
        return new DeploymentBuilder(deployment)
                .withStatus(new DeploymentStatusBuilder(former)
                        .withConditions(Progress.with(former.getConditions(), condition))
                        .build())
                .build();
    }
}
