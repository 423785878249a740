package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.write.MergePatch;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the objects that a controlling object selects its own and lets go of those that it selects no more.
 *
 * @param owned what the owner keeps as it is
 * @param adopt what has no controller and matches
 * @param release what the owner controls and does not match
 */
public record Claims<T extends HasMetadata>(List<T> owned, List<T> adopt, List<T> release) {
    /**
     * @param controlled objects that the owner controls now
     * @param orphans objects of its namespace without a controller
     * @param adoptable what an orphan must be besides matching
     */
    public static <T extends HasMetadata> Claims<T> plan(
            HasMetadata owner,
            LabelSelector selector,
            List<T> controlled,
            List<T> orphans,
            Predicate<? super T> adoptable) {
        List<T> owned = new ArrayList<>();
        List<T> release = new ArrayList<>();
        for (T object : controlled) {
            if (selector.matches(labels(object))) {
                owned.add(object);
            } else if (!Owners.isTerminating(owner)) {
                release.add(object);
            }
        }
        List<T> adopt = Owners.isTerminating(owner)
                ? List.of()
                : orphans.stream()
                        .filter(orphan -> !Owners.isTerminating(orphan))
                        .filter(orphan -> selector.matches(labels(orphan)))
                        .filter(adoptable)
                        .toList();
        return new Claims<>(List.copyOf(owned), adopt, List.copyOf(release));
    }

    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    /**
     * Carries the plan out.
     *
     * @param mayAdopt asks the API whether the owner still exists and is not going away; asked at most once
     * @return what the owner controls now
     */
    public List<T> settle(HasMetadata owner, KubernetesClient client, BooleanSupplier mayAdopt) {
        for (T object : release) {
            forgiving(() -> MergePatch.of(object)
                    .ifUnchanged()
                    .metadata(metadata -> writeOwners(metadata, withoutOwner(object, owner)))
                    .send(client));
        }
        if (adopt.isEmpty() || !mayAdopt.getAsBoolean()) {
            return owned;
        }
        List<T> all = new ArrayList<>(owned);
        for (T object : adopt) {
            List<OwnerReference> owners = new ArrayList<>(object.getMetadata().getOwnerReferences());
            owners.add(Owners.controllerReference(owner));
            forgiving(() -> all.add(MergePatch.of(object)
                    .ifUnchanged()
                    .metadata(metadata -> writeOwners(metadata, owners))
                    .send(client)));
        }
        return List.copyOf(all);
    }

    /** What has gone or changed meanwhile will be looked at again. */
    private static void forgiving(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            int code = e.getCode();
            if (code != HttpURLConnection.HTTP_NOT_FOUND && code != HttpURLConnection.HTTP_CONFLICT && code != 422) {
                throw e;
            }
        }
    }

    private static List<OwnerReference> withoutOwner(HasMetadata object, HasMetadata owner) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> !owner.getMetadata().getUid().equals(reference.getUid()))
                .toList();
    }

    private static void writeOwners(ObjectNode metadata, List<OwnerReference> owners) {
        ArrayNode list = metadata.putArray("ownerReferences");
        for (OwnerReference owner : owners) {
            ObjectNode node = list.addObject()
                    .put("apiVersion", owner.getApiVersion())
                    .put("kind", owner.getKind())
                    .put("name", owner.getName())
                    .put("uid", owner.getUid());
            if (owner.getController() != null) {
                node.put("controller", owner.getController());
            }
            if (owner.getBlockOwnerDeletion() != null) {
                node.put("blockOwnerDeletion", owner.getBlockOwnerDeletion());
            }
        }
    }
}
