package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Change;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Selectors;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Expectations;
import org.nakhoda.client.reconcile.Feed;
import org.nakhoda.client.reconcile.Reconciler;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.client.write.MergePatch;
import org.nakhoda.controllers.ControllerContext;
import org.nakhoda.controllers.pod.Claims;
import org.nakhoda.controllers.pod.PodControl;
import org.nakhoda.controllers.pod.PodFacts;
import org.nakhoda.controllers.pod.PodOwners;

/** Runs each Job's pods until enough have ended well or too many have not. */
public final class JobController implements Reconciler<ObjectName> {
    private static final String OURSELVES = "kubernetes.io/job-controller";

    private final Lister<Job> jobs;
    private final Lister<Pod> pods;
    private final KubernetesClient client;
    private final PodControl podControl;
    private final EventRecorder events;
    private final Expectations<ObjectName> expectations;
    private final Set<String> released;
    private final InstantSource clock;

    private JobController(
            ControllerContext context,
            Lister<Job> jobs,
            Lister<Pod> pods,
            KubernetesClient client,
            Expectations<ObjectName> expectations,
            Set<String> released) {
        this.jobs = jobs;
        this.pods = pods;
        this.client = client;
        this.events = context.events(client, "job-controller");
        this.podControl = new PodControl(client, events);
        this.expectations = expectations;
        this.released = released;
        this.clock = context.clock();
    }

    public static ControllerRunner<ObjectName> runner(ControllerContext context) {
        Informer<Job> jobs = context.informers().of(Job.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        Expectations<ObjectName> expectations = new Expectations<>(context.clock());
        Set<String> released = ConcurrentHashMap.newKeySet();
        pods.onChange(change -> observe(change, expectations, released));
        return context.runner(
                        "job",
                        new JobController(
                                context, jobs, pods, context.clientFor("job-controller"), expectations, released))
                .fedBy(Feed.of(jobs))
                .fedBy(Feed.of(
                        pods, PodOwners.keys("Job", jobs, job -> job.getSpec().getSelector())))
                .build();
    }

    private static void observe(Change<Pod> change, Expectations<ObjectName> expectations, Set<String> released) {
        Pod pod = change.latest();
        String uid = pod.getMetadata().getUid();
        if (change.isDeletion() || !JobFacts.isTracked(pod)) {
            released.remove(uid);
        }
        PodOwners.controllerName(pod, "Job").ifPresent(job -> {
            if (change.isAddition()) {
                expectations.creationObserved(job);
            }
            if (change.isDeletion() || Owners.isTerminating(pod)) {
                expectations.deletionObserved(job, uid);
            }
        });
    }

    @Override
    public Result reconcile(ObjectName key) {
        Optional<Job> found = jobs.get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            releaseOrphans(key);
            return Result.done();
        }
        Job job = found.get();
        String manager = job.getSpec().getManagedBy();
        if (manager != null && !manager.equals(OURSELVES)) {
            return Result.done();
        }
        List<Pod> all = claim(job);
        if (JobFacts.isFinished(job) || Owners.isTerminating(job)) {
            release(all.stream().filter(JobFacts::isTracked).toList());
            return Result.done();
        }
        return expectations.satisfied(key) ? sync(key, started(job), all) : Result.done();
    }

    /** Pods that have lost their Job: nobody will count them, and nobody else takes their finalizer away. */
    private void releaseOrphans(ObjectName key) {
        release(pods.inNamespace(key.namespace()).stream()
                .filter(JobFacts::isTracked)
                .filter(pod ->
                        PodOwners.controllerName(pod, "Job").filter(key::equals).isPresent())
                .toList());
    }

    private List<Pod> claim(Job job) {
        return Claims.plan(
                        job,
                        Selectors.of(job.getSpec().getSelector()),
                        pods.controlledBy(job.getMetadata().getUid()),
                        pods.orphansIn(job.getMetadata().getNamespace()),
                        pod -> true)
                .settle(job, client, () -> {
                    Job fresh = client.resource(job).get();
                    return fresh != null
                            && fresh.getMetadata()
                                    .getUid()
                                    .equals(job.getMetadata().getUid())
                            && !Owners.isTerminating(fresh);
                });
    }

    /** The Job with its start time, and its suspension told, as its next status will have them. */
    private Job started(Job job) {
        Instant now = clock.instant();
        JobStatusBuilder status = new JobStatusBuilder(JobFacts.status(job));
        boolean suspended = JobFacts.isSuspended(job);
        boolean wasSuspended = JobFacts.CONDITIONS.is(JobFacts.conditions(job), "Suspended", ConditionKind.TRUE);
        if (suspended && !wasSuspended) {
            status.withStartTime(null)
                    .withConditions(JobFacts.CONDITIONS.with(
                            JobFacts.conditions(job),
                            condition("Suspended", ConditionKind.TRUE, "JobSuspended", "Job suspended", now)));
            events.normal(job, "Suspended", "Job suspended");
        } else if (!suspended) {
            if (JobFacts.status(job).getStartTime() == null) {
                status.withStartTime(Timestamps.time(now));
            }
            if (wasSuspended) {
                status.withConditions(JobFacts.CONDITIONS.with(
                        JobFacts.conditions(job),
                        condition("Suspended", ConditionKind.FALSE, "JobResumed", "Job resumed", now)));
                events.normal(job, "Resumed", "Job resumed");
            }
        }
        return new JobBuilder(job).withStatus(status.build()).build();
    }

    private Result sync(ObjectName key, Job job, List<Pod> all) {
        Instant now = clock.instant();
        List<Pod> active = all.stream().filter(PodFacts::isActive).toList();
        List<Pod> ended = all.stream().filter(PodFacts::isFinished).toList();
        int terminating = all.size() - active.size() - ended.size();
        Tally tally = Tally.of(job, all, released, false);
        Optional<JobEnd> end = JobEnd.of(job, active, tally, now);
        Result result = Result.done();
        List<Pod> running = active;
        if (end.isPresent()) {
            delete(key, job, active);
            tally = Tally.of(job, all, released, true);
        } else {
            JobPlan plan = JobPlan.of(job, active, terminating, ended, tally, now);
            running = carryOut(key, job, active, plan);
            result = plan.pause().map(Result::after).orElse(Result.done());
            result = JobEnd.deadline(job)
                    .map(due -> Result.after(Duration.between(now, due)))
                    .orElse(Result.done())
                    .orSooner(result);
        }
        boolean everybodyHasEnded = active.isEmpty() && terminating == 0;
        count(job, tally, running, terminating, end, everybodyHasEnded);
        return result;
    }

    /** @return the pods that are active then, so far as known */
    private List<Pod> carryOut(ObjectName key, Job job, List<Pod> active, JobPlan plan) {
        if (!plan.delete().isEmpty()) {
            delete(key, job, plan.delete());
            return active.stream().filter(pod -> !plan.delete().contains(pod)).toList();
        }
        if (plan.create() == 0) {
            return active;
        }
        List<Pod> more = new ArrayList<>(active);
        expectations.expectCreations(key, plan.create());
        KubernetesClientException[] refusal = new KubernetesClientException[1];
        int attempted = PodControl.inGrowingBatches(plan.create(), i -> {
            try {
                more.add(podControl.create(job, job.getSpec().getTemplate(), pod -> {
                    Pod tracked = JobPods.tracked(pod);
                    return plan.indexes().isEmpty()
                            ? tracked
                            : JobPods.indexed(job, tracked, plan.indexes().get(i));
                }));
                return true;
            } catch (KubernetesClientException e) {
                expectations.creationObserved(key);
                if (!PodControl.isNamespaceTerminating(e)) {
                    refusal[0] = e;
                }
                return false;
            }
        });
        expectations.creationsObserved(key, plan.create() - attempted);
        if (refusal[0] != null) {
            throw refusal[0];
        }
        return more;
    }

    private void delete(ObjectName key, Job job, List<Pod> victims) {
        if (victims.isEmpty()) {
            return;
        }
        expectations.expectDeletions(
                key, victims.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
        for (Pod victim : victims) {
            boolean deleted = false;
            try {
                deleted = podControl.delete(job, victim);
            } finally {
                if (!deleted) {
                    expectations.deletionObserved(key, victim.getMetadata().getUid());
                }
            }
        }
    }

    /** Writes down who has ended, lets them go, and makes them numbers; and the Job's end when all are counted. */
    private void count(
            Job job, Tally tally, List<Pod> active, int terminating, Optional<JobEnd> end, boolean everybodyHasEnded) {
        Job written = writeStatus(job, status(job, tally, active, terminating, end, false));
        release(tally.release());
        Tally counted = Tally.of(written, List.of(), released, end.isPresent());
        boolean over = end.isPresent() && everybodyHasEnded;
        if (over
                || !counted.uncountedSucceeded().equals(tally.uncountedSucceeded())
                || !counted.uncountedFailed().equals(tally.uncountedFailed())) {
            writeStatus(written, status(written, counted, active, terminating, end, over));
            if (over) {
                tell(job, end.get());
            }
        }
    }

    private void tell(Job job, JobEnd end) {
        if (end.complete()) {
            events.normal(job, "Completed", "Job completed");
        } else {
            events.warning(job, end.reason(), end.message());
        }
    }

    private JobStatus status(
            Job job, Tally tally, List<Pod> active, int terminating, Optional<JobEnd> end, boolean over) {
        Instant now = clock.instant();
        JobStatus former = JobFacts.status(job);
        List<JobCondition> conditions = former.getConditions();
        if (end.isPresent()) {
            JobEnd outcome = end.get();
            conditions = settle(conditions, outcome.interimType(), outcome, now);
            if (over) {
                conditions = settle(conditions, outcome.finalType(), outcome, now);
            }
        }
        JobStatusBuilder status = new JobStatusBuilder(former)
                .withActive(end.isPresent() ? 0 : active.size())
                .withReady(
                        end.isPresent()
                                ? 0
                                : (int) active.stream()
                                        .filter(PodFacts::isReady)
                                        .count())
                .withTerminating(over ? 0 : terminating + (end.isPresent() ? active.size() : 0))
                .withSucceeded(tally.succeeded())
                .withFailed(tally.failed())
                .withConditions(conditions)
                .withNewUncountedTerminatedPods()
                .withSucceeded(List.copyOf(tally.uncountedSucceeded()))
                .withFailed(List.copyOf(tally.uncountedFailed()))
                .endUncountedTerminatedPods();
        if (JobFacts.isIndexed(job)) {
            String indexes = tally.completedIndexes().toString();
            status.withCompletedIndexes(indexes.isEmpty() ? null : indexes);
        }
        if (over && end.get().complete()) {
            status.withCompletionTime(Timestamps.time(now));
        }
        return status.build();
    }

    private static List<JobCondition> settle(List<JobCondition> conditions, String type, JobEnd end, Instant now) {
        return JobFacts.CONDITIONS.is(conditions, type, ConditionKind.TRUE)
                ? conditions
                : JobFacts.CONDITIONS.with(
                        conditions, condition(type, ConditionKind.TRUE, end.reason(), end.message(), now));
    }

    private static JobCondition condition(String type, String status, String reason, String message, Instant now) {
        return new JobConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastProbeTime(Timestamps.time(now))
                .withLastTransitionTime(Timestamps.time(now))
                .build();
    }

    private Job writeStatus(Job job, JobStatus status) {
        JobStatus stored = jobs.get(ObjectName.of(job))
                .filter(cached -> cached.getMetadata()
                        .getResourceVersion()
                        .equals(job.getMetadata().getResourceVersion()))
                .map(JobFacts::status)
                .orElse(null);
        if (status.equals(stored)) {
            return job;
        }
        return client.resource(new JobBuilder(job).withStatus(status).build()).updateStatus();
    }

    private void release(List<Pod> counted) {
        for (Pod pod : counted) {
            String uid = pod.getMetadata().getUid();
            if (!released.add(uid)) {
                continue;
            }
            try {
                MergePatch.of(pod)
                        .ifUnchanged()
                        .metadata(metadata -> {
                            var left = metadata.putArray("finalizers");
                            pod.getMetadata().getFinalizers().stream()
                                    .filter(finalizer -> !finalizer.equals(JobFacts.TRACKING))
                                    .forEach(left::add);
                        })
                        .send(client);
            } catch (KubernetesClientException e) {
                released.remove(uid);
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
        }
    }
}
