package org.nakhoda.apiserver.discovery;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * A group version that another server serves, as far as this one knows it.
 *
 * @param current whether that server answers now; else this is what it said last
 * @param resources as aggregated discovery writes them; not to be changed
 */
public record RemoteVersion(String group, String version, ApiPriority priority, boolean current, ArrayNode resources) {

    /** Those that are registered now; the same list as long as nothing has changed. */
    @FunctionalInterface
    public interface Source {
        List<RemoteVersion> now();
    }
}
