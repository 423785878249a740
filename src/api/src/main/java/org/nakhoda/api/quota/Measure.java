package org.nakhoda.api.quota;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** How the objects of one resource count against quotas (Kubernetes' quota evaluator). */
public interface Measure {
    /** Whether a bound of this name counts such objects. */
    boolean counts(String name);

    /** What the object uses, by all names under which a quota could bound it. */
    ResourceList usage(JsonNode object, Instant now);

    /** Whether the object is meant by a quota with this scope. */
    default boolean inScope(Scope scope, JsonNode object) {
        return false;
    }

    /** Whether a change of such an object, and not only its creation, can change what it uses. */
    default boolean changes(String subresource) {
        return false;
    }

    /** What the object has to say when these names are bounded; empty if it says everything. */
    default Optional<String> missing(Set<String> bounded, JsonNode object) {
        return Optional.empty();
    }
}
