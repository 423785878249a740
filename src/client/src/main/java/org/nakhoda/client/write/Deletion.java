package org.nakhoda.client.write;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Deletes exactly the object that was looked at and never a successor of the same name: the uid is a precondition.
 *
 * @param propagation what happens to dependents; empty for the server's default
 * @param graceSeconds empty for the object's own
 * @param resourceVersion a further precondition
 */
public record Deletion(Optional<Propagation> propagation, OptionalLong graceSeconds, Optional<String> resourceVersion) {
    /** Kubernetes' propagation policies. */
    public enum Propagation {
        ORPHAN("Orphan"),
        BACKGROUND("Background"),
        FOREGROUND("Foreground");

        private final String text;

        Propagation(String text) {
            this.text = text;
        }
    }

    private static final Deletion PLAIN = new Deletion(Optional.empty(), OptionalLong.empty(), Optional.empty());

    public static Deletion plain() {
        return PLAIN;
    }

    public static Deletion immediate() {
        return new Deletion(Optional.empty(), OptionalLong.of(0), Optional.empty());
    }

    public static Deletion with(Propagation propagation) {
        return new Deletion(Optional.of(propagation), OptionalLong.empty(), Optional.empty());
    }

    public Deletion ifStill(String newResourceVersion) {
        return new Deletion(propagation, graceSeconds, Optional.of(newResourceVersion));
    }

    /**
     * @return false if there was nothing to delete: it is gone, or another object has its name
     * @throws KubernetesClientException for any other refusal
     */
    public boolean of(HasMetadata object, KubernetesClient client) {
        return at(ObjectPath.of(object), object.getMetadata().getUid(), client);
    }

    /** @param path of the object below the server's root */
    public boolean at(String path, String uid, KubernetesClient client) {
        try {
            return client.raw(path, "DELETE", options(uid)) != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                    || e.getCode() == HttpURLConnection.HTTP_CONFLICT && resourceVersion.isEmpty()) {
                return false;
            }
            throw e;
        }
    }

    private DeleteOptions options(String uid) {
        return new DeleteOptionsBuilder()
                .withPropagationPolicy(propagation.map(policy -> policy.text).orElse(null))
                .withGracePeriodSeconds(graceSeconds.isPresent() ? graceSeconds.getAsLong() : null)
                .withNewPreconditions(resourceVersion.orElse(null), uid)
                .build();
    }
}
