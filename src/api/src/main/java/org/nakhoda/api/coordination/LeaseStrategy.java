package org.nakhoda.api.coordination;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about leases. */
final class LeaseStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    LeaseStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void validate(ObjectNode lease, FieldErrors errors) {
        super.validate(lease, errors);
        JsonNode spec = lease.path("spec");
        Values.positive(spec, "leaseDurationSeconds", SPEC, errors);
        Values.notNegative(spec, "leaseTransitions", SPEC, errors);
        String strategy = Tree.text(spec, "strategy");
        if (spec.has("strategy") && !strategy.equals("OldestEmulationVersion") && strategy.indexOf('/') < 0) {
            errors.notSupported(SPEC.child("strategy"), spec.path("strategy"), List.of("OldestEmulationVersion"));
        }
        if (!Tree.text(spec, "preferredHolder").isEmpty() && strategy.isEmpty()) {
            errors.forbidden(SPEC.child("preferredHolder"), "may only be specified if `strategy` is defined");
        }
    }
}
