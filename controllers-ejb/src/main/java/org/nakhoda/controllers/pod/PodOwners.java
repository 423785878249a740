package org.nakhoda.controllers.pod;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.client.informer.Lister;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.meta.Selectors;
import org.nakhoda.client.queue.ObjectName;

/** Whose business a pod is. */
public final class PodOwners {
    private PodOwners() {}

    /** The controlling object of a kind by name; nobody has checked its uid. */
    public static Optional<ObjectName> controllerName(HasMetadata object, String kind) {
        return Owners.controllerOf(object)
                .filter(owner -> kind.equals(owner.getKind()))
                .map(owner -> new ObjectName(object.getMetadata().getNamespace(), owner.getName()));
    }

    /**
     * Keys for a feed: a pod's controller if it is of this kind; for an orphan every object of the kind that might adopt
     * it.
     */
    public static <T extends HasMetadata> Function<Pod, Stream<ObjectName>> keys(
            String kind, Lister<T> candidates, Function<T, LabelSelector> selector) {
        return pod -> {
            if (Owners.controllerOf(pod).isPresent()) {
                return controllerName(pod, kind).stream();
            }
            Map<String, String> labels = pod.getMetadata().getLabels();
            if (labels == null || labels.isEmpty()) {
                return Stream.empty();
            }
            return candidates.inNamespace(pod.getMetadata().getNamespace()).stream()
                    .filter(candidate -> Selectors.of(selector.apply(candidate)).matches(labels))
                    .map(ObjectName::of);
        };
    }
}
