package org.nakhoda.scheduler.framework;

import java.util.List;

/** What a filter says of one node. */
public sealed interface Verdict {
    Verdict FITS = new Fits();

    record Fits() implements Verdict {}

    /**
     * @param reasons one short text each, as Kubernetes words them: they are counted over all nodes
     * @param unresolvable removing pods from the node would not help
     */
    record Rejected(List<String> reasons, boolean unresolvable) implements Verdict {}

    static Verdict rejected(String... reasons) {
        return new Rejected(List.of(reasons), false);
    }

    static Verdict unresolvable(String... reasons) {
        return new Rejected(List.of(reasons), true);
    }
}
