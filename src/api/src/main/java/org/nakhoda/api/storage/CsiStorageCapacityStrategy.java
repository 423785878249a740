package org.nakhoda.api.storage;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.NodeLabels;
import org.nakhoda.api.core.ResourceValidation;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about capacities: what they are about stays, how much it is changes. */
final class CsiStorageCapacityStrategy extends ObjectStrategy {
    CsiStorageCapacityStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void validate(ObjectNode capacity, FieldErrors errors) {
        super.validate(capacity, errors);
        String storageClass = Tree.text(capacity, "storageClassName");
        String fault = Names.subdomain(storageClass);
        if (fault != null) {
            errors.invalid("storageClassName", storageClass, fault);
        }
        SelectorValidation.selector(capacity.path("nodeTopology"), FieldPath.of("nodeTopology"), errors);
        for (String amount : List.of("capacity", "maximumVolumeSize")) {
            Quantity quantity = ResourceValidation.quantity(capacity.path(amount));
            if (quantity != null && quantity.signum() < 0) {
                errors.invalid(amount, capacity.path(amount), "must be greater than or equal to 0");
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode capacity, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(capacity, old, errors);
        // a selector of every node is another topology than none
        if (capacity.has("nodeTopology") == old.has("nodeTopology")) {
            Values.immutable(capacity, old, "nodeTopology", FieldPath.ROOT, errors);
        } else {
            errors.invalid("nodeTopology", capacity.get("nodeTopology"), "field is immutable");
        }
        Values.immutable(capacity, old, "storageClassName", FieldPath.ROOT, errors);
    }

    @Override
    public List<String> warnings(ObjectNode capacity) {
        return NodeLabels.ofExpressions(
                capacity.path("nodeTopology").path("matchExpressions"),
                FieldPath.of("nodeTopology").child("matchExpressions"));
    }
}
