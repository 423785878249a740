package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about limit ranges: containers get a default limit from the maximum, a default request from that. */
final class LimitRangeStrategy extends ObjectStrategy {
    private static final FieldPath LIMITS = FieldPath.of("spec").child("limits");

    LimitRangeStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void setDefaults(ObjectNode range) {
        for (ObjectNode limit : Tree.objects(range.path("spec"), "limits")) {
            if (Tree.text(limit, "type").equals("Container")) {
                fill(limit, "max", "default");
                fill(limit, "default", "defaultRequest");
                fill(limit, "min", "defaultRequest");
            }
        }
    }

    private static void fill(ObjectNode limit, String from, String to) {
        for (Map.Entry<String, JsonNode> amount : limit.path(from).properties()) {
            ObjectNode target = Tree.child(limit, to);
            if (!target.has(amount.getKey())) {
                target.set(amount.getKey(), amount.getValue());
            }
        }
    }

    @Override
    public void validate(ObjectNode range, FieldErrors errors) {
        super.validate(range, errors);
        int index = 0;
        for (ObjectNode limit : Tree.objects(range.path("spec"), "limits")) {
            FieldPath at = LIMITS.index(index++);
            Values.required(limit, "type", at, errors);
            for (String field : List.of("max", "min", "default", "defaultRequest")) {
                ResourceValidation.amounts(limit.path(field), at.child(field), errors);
            }
            for (Map.Entry<String, JsonNode> least : limit.path("min").properties()) {
                Quantity min = ResourceValidation.quantity(least.getValue());
                Quantity max = ResourceValidation.quantity(limit.path("max").path(least.getKey()));
                if (min != null && max != null && min.compareTo(max) > 0) {
                    errors.invalid(
                            at.child("min").key(least.getKey()),
                            least.getValue(),
                            "min value " + min + " is greater than max value " + max);
                }
            }
        }
    }
}
