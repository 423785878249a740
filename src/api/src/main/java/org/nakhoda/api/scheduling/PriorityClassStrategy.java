package org.nakhoda.api.scheduling;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about priority classes. */
final class PriorityClassStrategy extends ObjectStrategy {
    private static final long HIGHEST_FOR_USERS = 1_000_000_000;
    private static final List<String> SYSTEM = List.of("system-node-critical", "system-cluster-critical");

    PriorityClassStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode priorityClass) {
        Tree.defaultText(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
    }

    @Override
    public void validate(ObjectNode priorityClass, FieldErrors errors) {
        super.validate(priorityClass, errors);
        String name = Tree.text(priorityClass, "metadata", "name");
        if (name.startsWith("system-")) {
            if (!SYSTEM.contains(name)) {
                errors.forbidden(
                        "metadata.name", "names with the prefix 'system-' are kept for the system's own classes");
            }
        } else if (Tree.number(priorityClass, "value", 0) > HIGHEST_FOR_USERS) {
            errors.forbidden("value", "maximum allowed value of a user defined priority is " + HIGHEST_FOR_USERS);
        }
        Values.oneOf(
                priorityClass, "preemptionPolicy", List.of("Never", "PreemptLowerPriority"), FieldPath.ROOT, errors);
    }

    @Override
    public void validateUpdate(ObjectNode priorityClass, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(priorityClass, old, errors);
        if (Tree.number(priorityClass, "value", 0) != Tree.number(old, "value", 0)) {
            errors.forbidden("value", "may not be changed in an update.");
        }
        Values.immutable(priorityClass, old, "preemptionPolicy", FieldPath.ROOT, errors);
    }
}
