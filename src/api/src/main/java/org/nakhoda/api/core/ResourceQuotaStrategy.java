package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.node.ObjectNode;

/** What is special about quotas. */
final class ResourceQuotaStrategy extends ObjectStrategy {
    ResourceQuotaStrategy() {
        super(Shape.STATUS);
    }

    @Override
    public void validate(ObjectNode quota, FieldErrors errors) {
        super.validate(quota, errors);
        ResourceValidation.amounts(
                quota.path("spec").path("hard"), FieldPath.of("spec").child("hard"), errors);
    }
}
