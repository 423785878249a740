package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** What is special about events in the older shape: they live where their object does. */
final class EventStrategy extends ObjectStrategy {
    EventStrategy() {
        super(Shape.PLAIN);
    }

    /** What the older shape always shows. */
    @Override
    public void setDefaults(ObjectNode event) {
        Tree.child(event, "source");
        Tree.defaultText(event, "reportingComponent", "");
        Tree.defaultText(event, "reportingInstance", "");
    }

    @Override
    public void validate(ObjectNode event, FieldErrors errors) {
        super.validate(event, errors);
        String namespace = Tree.text(event, "metadata", "namespace");
        String involved = Tree.text(event, "involvedObject", "namespace");
        if (involved.isEmpty()
                ? !namespace.equals("default") && !clusterWide(event, namespace)
                : !involved.equals(namespace)) {
            errors.invalid("involvedObject.namespace", involved, "does not match event.namespace");
        }
    }

    /** Events about objects without a namespace also come from agents that write into kube-system. */
    private static boolean clusterWide(ObjectNode event, String namespace) {
        return namespace.equals("kube-system")
                || Tree.text(event, "involvedObject", "kind").isEmpty();
    }
}
