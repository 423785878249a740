package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.node.ObjectNode;

/** What is special about CSI drivers. */
final class CsiDriverStrategy extends ObjectStrategy {
    CsiDriverStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode driver) {
        ObjectNode spec = Tree.child(driver, "spec");
        Tree.defaultFlag(spec, "attachRequired", true);
        Tree.defaultFlag(spec, "podInfoOnMount", false);
        Tree.defaultFlag(spec, "storageCapacity", false);
        Tree.defaultFlag(spec, "requiresRepublish", false);
        Tree.defaultFlag(spec, "seLinuxMount", false);
        Tree.defaultText(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (Tree.isEmpty(spec.path("volumeLifecycleModes"))) {
            Tree.list(spec, "volumeLifecycleModes").add("Persistent");
        }
    }
}
