package org.nakhoda.api.coordination;

import org.nakhoda.api.catalogue.ObjectStrategy;
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
    }
}
