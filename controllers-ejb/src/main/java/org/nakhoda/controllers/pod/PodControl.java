package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.write.Deletion;

/** Makes and removes pods for a controlling object, and tells so by events on it. */
public final class PodControl {
    /** How long a generated name's prefix may be, so that the suffix fits. */
    private static final int LONGEST_PREFIX = 58;

    private final KubernetesClient client;
    private final EventRecorder events;

    public PodControl(KubernetesClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** A pod from a template, owned by its controlling object, with a generated name. */
    public static Pod fromTemplate(HasMetadata owner, PodTemplateSpec template) {
        ObjectMeta metadata = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        String prefix = owner.getMetadata().getName() + "-";
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix)
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(metadata.getLabels())
                .withAnnotations(metadata.getAnnotations())
                .withFinalizers(metadata.getFinalizers())
                .withOwnerReferences(Owners.controllerReference(owner))
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    /**
     * Creates a pod from the owner's template.
     *
     * @param finish the last touches, such as a fixed name
     * @throws KubernetesClientException if it is refused; the owner has an event about it then
     */
    public Pod create(HasMetadata owner, PodTemplateSpec template, UnaryOperator<Pod> finish) {
        Pod wanted = finish.apply(fromTemplate(owner, template));
        try {
            Pod created = client.resource(wanted).create();
            events.normal(
                    owner,
                    "SuccessfulCreate",
                    "Created pod: " + created.getMetadata().getName());
            return created;
        } catch (KubernetesClientException e) {
            if (!isNamespaceTerminating(e)) {
                events.warning(owner, "FailedCreate", "Error creating: " + reason(e));
            }
            throw e;
        }
    }

    /** @return false if it was gone already */
    public boolean delete(HasMetadata owner, Pod pod) {
        return delete(owner, pod, "Deleted pod: " + pod.getMetadata().getName());
    }

    public boolean delete(HasMetadata owner, Pod pod, String message) {
        try {
            boolean deleted = Deletion.plain().of(pod, client);
            if (deleted) {
                events.normal(owner, "SuccessfulDelete", message);
            }
            return deleted;
        } catch (KubernetesClientException e) {
            events.warning(owner, "FailedDelete", "Error deleting: " + reason(e));
            throw e;
        }
    }

    /**
     * Runs an action {@code count} times in batches of 1, 2, 4, ...: where every attempt fails for the same reason (a quota,
     * an admission rule) a batch with a failure is the last one, so that few attempts are wasted.
     *
     * @param attempt whether the attempt with this index succeeded
     * @return how many were attempted
     */
    public static int inGrowingBatches(int count, IntPredicate attempt) {
        int attempted = 0;
        for (int batch = Math.min(count, 1); batch > 0; batch = Math.min(2 * batch, count - attempted)) {
            boolean failed = false;
            for (int i = 0; i < batch; i++) {
                failed |= !attempt.test(attempted++);
            }
            if (failed) {
                break;
            }
        }
        return attempted;
    }

    /** What the server said, without the client library's own words. */
    public static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    /** Whether a creation was refused because its namespace is going away: there is nothing to complain about. */
    public static boolean isNamespaceTerminating(KubernetesClientException e) {
        return e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getCauses().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }
}
