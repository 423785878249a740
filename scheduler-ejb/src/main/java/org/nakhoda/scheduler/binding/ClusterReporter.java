package org.nakhoda.scheduler.binding;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.scheduler.cycle.Profile;
import org.nakhoda.scheduler.cycle.Reporter;
import org.nakhoda.scheduler.framework.Decision;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports by Events and by the PodScheduled condition, off the scheduling thread. */
public final class ClusterReporter implements Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final String CONDITION = "PodScheduled";

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Executor executor;
    private final Clock clock;

    public ClusterReporter(KubernetesClient client, Executor executor, Clock clock) {
        this.client = client;
        this.events = new EventRecorder(client, Profile.DEFAULT_NAME, "", executor, clock);
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public void scheduled(PodInfo pod, Decision.Placed decision) {
        events.normal(
                pod.pod(),
                "Scheduled",
                "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + decision.node());
    }

    @Override
    public void unschedulable(PodInfo pod, Decision.Unschedulable decision) {
        String message = decision.message();
        events.warning(pod.pod(), "FailedScheduling", message);
        if (!isTold(pod.pod(), message)) {
            executor.execute(() -> tell(pod, message));
        }
    }

    @Override
    public void failed(PodInfo pod, String node, Exception cause) {
        events.warning(pod.pod(), "FailedScheduling", "binding to " + node + " failed: " + cause.getMessage());
    }

    private static boolean isTold(Pod pod, String message) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> CONDITION.equals(c.getType())
                                && "False".equals(c.getStatus())
                                && message.equals(c.getMessage()));
    }

    private void tell(PodInfo pod, String message) {
        PodCondition condition = new PodConditionBuilder()
                .withType(CONDITION)
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage(message)
                .withLastTransitionTime(Timestamps.time(clock.instant()))
                .build();
        Pod patch = new PodBuilder()
                .withNewMetadata()
                .withUid(pod.uid())
                .endMetadata()
                .withNewStatus()
                .withConditions(condition)
                .endStatus()
                .build();
        try {
            client.pods()
                    .inNamespace(pod.namespace())
                    .withName(pod.name())
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.STRATEGIC_MERGE),
                            client.getKubernetesSerialization().asJson(patch));
        } catch (KubernetesClientException e) {
            LOG.debug("pod {}/{} was not told why it waits: {}", pod.namespace(), pod.name(), e.getMessage());
        }
    }
}
