package org.nakhoda.api.catalogue;

import org.nakhoda.api.meta.GroupResource;
import tools.jackson.databind.node.ObjectNode;

/** How a kind that is another shape of stored objects is read and written (events.k8s.io and core events). */
public interface Conversion {
    /** The resource under which the objects are stored. */
    GroupResource storedAs();

    /** A stored object in this kind's shape; the argument stays as it is. */
    ObjectNode fromStorage(ObjectNode stored);

    /** This kind's object in the shape that is stored; the argument stays as it is. */
    ObjectNode toStorage(ObjectNode object);
}
