package org.nakhoda.api.quota;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/**
 * A ResourceQuota as it is enforced.
 *
 * @param hard what the controller has taken over into the status; nothing else is enforced
 * @param used what is counted so far
 */
public record Quota(String name, ResourceList hard, ResourceList used, List<Scope> scopes) {
    public static Quota of(JsonNode quota) {
        JsonNode status = quota.path("status");
        return new Quota(
                Tree.text(quota, "metadata", "name"),
                ResourceList.of(status.path("hard")),
                ResourceList.of(status.path("used")),
                Scope.listOf(quota.path("spec")));
    }

    /** The same quota, with what is wanted as bounds already. */
    public static Quota wanted(JsonNode quota) {
        return of(quota).withHard(ResourceList.of(quota.path("spec").path("hard")));
    }

    private Quota withHard(ResourceList other) {
        return new Quota(name, other, used, scopes);
    }

    public Quota withUsed(ResourceList other) {
        return new Quota(name, hard, other, scopes);
    }

    /** Whether this quota bounds what such an object uses. */
    public boolean covers(Measure measure, JsonNode object) {
        return hard.names().stream().anyMatch(measure::counts) && inScope(measure, object);
    }

    private boolean inScope(Measure measure, JsonNode object) {
        return scopes.stream().allMatch(scope -> measure.inScope(scope, object));
    }

    /** What an object counts for in this quota; empty if nothing. */
    public ResourceList usage(Measure measure, JsonNode object, Instant now) {
        return covers(measure, object) ? measure.usage(object, now).only(hard::has) : ResourceList.EMPTY;
    }
}
