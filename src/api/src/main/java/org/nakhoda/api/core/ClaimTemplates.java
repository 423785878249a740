package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.node.ObjectNode;

/** Defaults of persistent volume claims, also of those that stand in a workload as templates. */
public final class ClaimTemplates {
    private ClaimTemplates() {}

    public static void setDefaults(ObjectNode claim) {
        if (claim.get("spec") instanceof ObjectNode spec) {
            Tree.defaultText(spec, "volumeMode", "Filesystem");
        }
        ObjectNode status = Tree.child(claim, "status");
        Tree.defaultText(status, "phase", "Pending");
    }
}
