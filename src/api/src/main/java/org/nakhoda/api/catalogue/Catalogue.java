package org.nakhoda.api.catalogue;

import java.util.Collection;
import java.util.Optional;
import org.nakhoda.api.meta.GroupResource;

/** Finds the declarations of kinds. The built-in catalogue never changes; custom resources come and go. */
public interface Catalogue {
    /** By what stands in a URL. */
    Optional<ResourceType> byResource(String group, String version, String resource);

    /** By what stands in an object. */
    Optional<ResourceType> byKind(String group, String version, String kind);

    /** The version in which objects of this resource are stored. */
    Optional<ResourceType> storage(GroupResource resource);

    /** All kinds in all served versions, groups in Kubernetes' priority order, for discovery. */
    Collection<ResourceType> all();
}
