package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.controllers.pod.PodFacts;

/** What a Job's {@code podFailurePolicy} makes of pods that have failed: the first rule that fits decides. */
final class PodFailures {
    private PodFailures() {}

    private record Match(PodFailurePolicyRule rule, String message) {}

    /** The end of the Job, if one of its failed pods is one that a rule wants to end it. */
    static Optional<JobEnd> failJob(Job job, List<Pod> ended) {
        return ended.stream()
                .filter(PodFacts::isFailed)
                .flatMap(pod -> match(job, pod).stream())
                .filter(match -> "FailJob".equals(match.rule.getAction()))
                .findFirst()
                .map(match -> new JobEnd(false, "PodFailurePolicy", match.message));
    }

    /** Whether a failed pod is one that does not count. */
    static boolean isIgnored(Job job, Pod pod) {
        return PodFacts.isFailed(pod)
                && match(job, pod)
                        .filter(match -> "Ignore".equals(match.rule.getAction()))
                        .isPresent();
    }

    private static Optional<Match> match(Job job, Pod pod) {
        if (job.getSpec().getPodFailurePolicy() == null) {
            return Optional.empty();
        }
        List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            Optional<String> why = why(rules.get(i), pod);
            if (why.isPresent()) {
                return Optional.of(new Match(
                        rules.get(i), why.get() + " matching " + rules.get(i).getAction() + " rule at index " + i));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> why(PodFailurePolicyRule rule, Pod pod) {
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        PodFailurePolicyOnExitCodesRequirement exitCodes = rule.getOnExitCodes();
        if (exitCodes != null) {
            return Stream.concat(
                            pod.getStatus().getInitContainerStatuses().stream(),
                            pod.getStatus().getContainerStatuses().stream())
                    .filter(container -> exitCodes.getContainerName() == null
                            || exitCodes.getContainerName().equals(container.getName()))
                    .filter(container -> exitedAs(container, exitCodes))
                    .findFirst()
                    .map(container -> "Container " + container.getName() + " for pod " + name
                            + " failed with exit code "
                            + container.getState().getTerminated().getExitCode());
        }
        for (PodFailurePolicyOnPodConditionsPattern pattern : rule.getOnPodConditions()) {
            for (PodCondition condition : pod.getStatus().getConditions()) {
                String status = pattern.getStatus() == null ? "True" : pattern.getStatus();
                if (condition.getType().equals(pattern.getType()) && status.equals(condition.getStatus())) {
                    return Optional.of("Pod " + name + " has condition " + pattern.getType());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean exitedAs(ContainerStatus container, PodFailurePolicyOnExitCodesRequirement wanted) {
        if (container.getState() == null || container.getState().getTerminated() == null) {
            return false;
        }
        Integer code = container.getState().getTerminated().getExitCode();
        if (code == null || code == 0) {
            return false;
        }
        boolean listed = wanted.getValues().contains(code);
        return "NotIn".equals(wanted.getOperator()) != listed;
    }
}
