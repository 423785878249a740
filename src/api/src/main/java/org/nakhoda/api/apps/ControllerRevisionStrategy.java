package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about former states: what they hold never changes. */
final class ControllerRevisionStrategy extends ObjectStrategy {
    ControllerRevisionStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void validate(ObjectNode revision, FieldErrors errors) {
        super.validate(revision, errors);
        Values.notNegative(revision, "revision", FieldPath.ROOT, errors);
    }

    @Override
    public void validateUpdate(ObjectNode revision, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(revision, old, errors);
        Values.immutable(revision, old, "data", FieldPath.ROOT, errors);
    }
}
