package org.nakhoda.node.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.nakhoda.api.json.Json;
import org.nakhoda.client.queue.Backoff;
import org.nakhoda.client.queue.WorkQueue;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.Result;
import org.nakhoda.node.runtime.PodIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes statuses to the API in the background. Of several statuses for one pod only the last counts, and what has not
 * changed is not written; while the API server cannot be reached they wait and the pods run on. When a pod that was to be
 * deleted is gone from the node, its object is deleted right after its last status.
 */
public final class StatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private final KubernetesClient client;
    private final ControllerRunner<String> runner;
    private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> written = new ConcurrentHashMap<>();

    private record Wanted(PodIdentity pod, PodStatus status, boolean delete) {}

    public StatusWriter(KubernetesClient client, Executor executor) {
        this.client = client;
        this.runner = ControllerRunner.<String>named("pod-status", this::write, executor)
                .workers(4)
                .queue(() -> new WorkQueue<>(BACKOFF))
                .build();
    }

    public void start() {
        runner.start();
    }

    /**
     * @param pod as the API has it, or as it is wanted there
     * @param delete whether nothing is left of the pod, and its object is to go
     */
    public void set(Pod pod, PodStatus status, boolean delete) {
        String uid = pod.getMetadata().getUid();
        JsonNode known = tree(pod.getStatus() == null ? new PodStatus() : pod.getStatus());
        written.putIfAbsent(uid, known);
        wanted.put(uid, new Wanted(PodIdentity.of(pod), status, delete));
        runner.add(uid);
    }

    /** The status that a pod was last given; the API may not show it yet. */
    public Optional<PodStatus> last(String uid) {
        return Optional.ofNullable(wanted.get(uid)).map(Wanted::status);
    }

    private Result write(String uid) {
        Wanted want = wanted.get(uid);
        if (want == null) {
            return Result.done();
        }
        JsonNode status = tree(want.status);
        Optional<ObjectNode> patch = StatusPatch.between(uid, written.getOrDefault(uid, Json.object()), status);
        PodResource resource = client.pods().inNamespace(want.pod.namespace()).withName(want.pod.name());
        try {
            if (patch.isPresent()) {
                resource.subresource("status")
                        .patch(
                                PatchContext.of(PatchType.STRATEGIC_MERGE),
                                patch.get().toString());
                written.put(uid, status);
            }
            if (want.delete) {
                delete(want.pod);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || isOtherPod(want, e)) {
                LOG.debug("{} is gone from the API", want.pod);
                forget(uid);
                return Result.done();
            }
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                written.put(uid, currentStatus(resource));
            }
            throw e;
        }
        return Result.done();
    }

    private boolean isOtherPod(Wanted want, KubernetesClientException failure) {
        if (failure.getCode() != HttpURLConnection.HTTP_CONFLICT) {
            return false;
        }
        try {
            Pod current = client.pods()
                    .inNamespace(want.pod.namespace())
                    .withName(want.pod.name())
                    .get();
            return current == null || !current.getMetadata().getUid().equals(want.pod.uid());
        } catch (KubernetesClientException e) {
            // a node may not see the pods of others
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return true;
            }
            throw e;
        }
    }

    private JsonNode currentStatus(PodResource resource) {
        Pod pod = resource.get();
        return pod == null || pod.getStatus() == null ? Json.object() : tree(pod.getStatus());
    }

    private void delete(PodIdentity pod) {
        String options = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,"
                + "\"preconditions\":{\"uid\":\"" + pod.uid() + "\"}}";
        client.raw("/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name(), "DELETE", Json.parse(options));
        LOG.info("{} is gone", pod);
    }

    private JsonNode tree(PodStatus status) {
        return Json.parse(client.getKubernetesSerialization().asJson(status));
    }

    public void forget(String uid) {
        wanted.remove(uid);
        written.remove(uid);
    }

    @Override
    public void close() {
        runner.stop();
    }
}
