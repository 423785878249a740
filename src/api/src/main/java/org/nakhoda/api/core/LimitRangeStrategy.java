package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<String> types = new HashSet<>();
        for (ObjectNode limit : Tree.objects(range.path("spec"), "limits")) {
            FieldPath at = LIMITS.index(index++);
            if (Values.required(limit, "type", at, errors)) {
                type(limit, types, at, errors);
            }
            for (String field : List.of("max", "min", "default", "defaultRequest")) {
                ResourceValidation.amounts(limit.path(field), at.child(field), errors);
            }
            ordered(limit, "defaultRequest", "default", at, errors);
            ordered(limit, "default", "max", at, errors);
            ordered(limit, "defaultRequest", "max", at, errors);
            for (Map.Entry<String, JsonNode> ratio :
                    limit.path("maxLimitRequestRatio").properties()) {
                Quantity most = ResourceValidation.quantity(ratio.getValue());
                if (most != null && most.compareTo(Quantity.parse("1")) < 0) {
                    errors.invalid(
                            at.child("maxLimitRequestRatio").key(ratio.getKey()),
                            ratio.getValue(),
                            "ratio " + most + " is less than 1");
                }
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

    private static void type(ObjectNode limit, Set<String> types, FieldPath path, FieldErrors errors) {
        String type = Tree.text(limit, "type");
        if (!types.add(type)) {
            errors.duplicate(path.child("type"), limit.path("type"));
        }
        if (type.equals("Pod")) {
            for (String field : List.of("default", "defaultRequest")) {
                if (!Tree.isEmpty(limit.path(field))) {
                    errors.forbidden(path.child(field), "may not be specified when `type` is 'Pod'");
                }
            }
        } else if (type.equals("PersistentVolumeClaim")
                && !limit.path("min").has("storage")
                && !limit.path("max").has("storage")) {
            errors.required(path, "either minimum or maximum storage value is required, but neither was provided");
        }
    }

    private static void ordered(ObjectNode limit, String field, String bound, FieldPath path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> amount : limit.path(field).properties()) {
            Quantity value = ResourceValidation.quantity(amount.getValue());
            Quantity most = ResourceValidation.quantity(limit.path(bound).path(amount.getKey()));
            if (value != null && most != null && value.compareTo(most) > 0) {
                errors.invalid(
                        path.child(field).key(amount.getKey()),
                        amount.getValue(),
                        field + " value " + value + " is greater than " + bound + " value " + most);
            }
        }
    }
}
