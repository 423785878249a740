package org.nakhoda.client.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.nakhoda.client.queue.ObjectName;

/**
 * Reads a cache of one kind. What it returns is shared: nobody may change it (builders copy). It may lag behind the
 * cluster, never by its own choice.
 */
public interface Lister<T extends HasMetadata> {
    Optional<T> get(ObjectName name);

    List<T> all();

    List<T> inNamespace(String namespace);

    /** The objects whose controller (the owner reference marked so) has this uid. */
    List<T> controlledBy(String ownerUid);

    /** The objects of a namespace that have no controller. */
    List<T> orphansIn(String namespace);

    /** The objects for which an index that was set up on the informer gave this value. */
    List<T> indexed(String index, String value);
}
