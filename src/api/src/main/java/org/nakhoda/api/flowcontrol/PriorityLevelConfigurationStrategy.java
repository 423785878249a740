package org.nakhoda.api.flowcontrol;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about priority levels. */
final class PriorityLevelConfigurationStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long MOST_QUEUES = 10_000_000;

    PriorityLevelConfigurationStrategy() {
        super(Scope.CLUSTER, Shape.SPEC_AND_STATUS, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode level) {
        JsonNode spec = level.path("spec");
        if (spec.get("limited") instanceof ObjectNode limited) {
            Tree.defaultNumber(limited, "nominalConcurrencyShares", 30);
            Tree.defaultNumber(limited, "lendablePercent", 0);
            if (limited.path("limitResponse").get("queuing") instanceof ObjectNode queuing) {
                Tree.defaultNonZero(queuing, "handSize", 8);
                Tree.defaultNonZero(queuing, "queues", 64);
                Tree.defaultNonZero(queuing, "queueLengthLimit", 50);
            }
        }
        if (spec.get("exempt") instanceof ObjectNode exempt) {
            Tree.defaultNumber(exempt, "nominalConcurrencyShares", 0);
            Tree.defaultNumber(exempt, "lendablePercent", 0);
        }
    }

    @Override
    public void validate(ObjectNode level, FieldErrors errors) {
        super.validate(level, errors);
        JsonNode spec = level.path("spec");
        String type = Tree.text(spec, "type");
        boolean limited = type.equals("Limited");
        if (!limited && !type.equals("Exempt")) {
            errors.notSupported(SPEC.child("type"), spec.path("type"), List.of("Exempt", "Limited"));
            return;
        }
        if (Tree.text(level, "metadata", "name").equals("exempt") == limited) {
            errors.invalid(SPEC.child("type"), type, "must be 'Exempt' if and only if `name` is 'exempt'");
        }
        String other = limited ? "exempt" : "limited";
        if (spec.has(other)) {
            errors.forbidden(SPEC.child(other), "must be nil if the type is " + type);
        }
        String own = limited ? "limited" : "exempt";
        Values.notNegative(spec.path(own), "nominalConcurrencyShares", SPEC.child(own), errors);
        Values.within(spec.path(own), "lendablePercent", 0, 100, SPEC.child(own), errors);
        if (limited) {
            if (spec.path("limited").isObject()) {
                response(spec.path("limited"), SPEC.child("limited"), errors);
            } else {
                errors.required(SPEC.child("limited"), "must not be empty when type is Limited");
            }
        }
    }

    private static void response(JsonNode limited, FieldPath path, FieldErrors errors) {
        Values.notNegative(limited, "borrowingLimitPercent", path, errors);
        JsonNode response = limited.path("limitResponse");
        FieldPath at = path.child("limitResponse");
        JsonNode queuing = response.path("queuing");
        switch (Tree.text(response, "type")) {
            case "Reject" -> {
                if (queuing.isObject()) {
                    errors.forbidden(at.child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> {
                if (queuing.isObject()) {
                    queuing(queuing, at.child("queuing"), errors);
                } else {
                    errors.required(at.child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
                }
            }
            default -> errors.notSupported(at.child("type"), response.path("type"), List.of("Queue", "Reject"));
        }
    }

    private static void queuing(JsonNode queuing, FieldPath path, FieldErrors errors) {
        for (String field : List.of("queueLengthLimit", "queues", "handSize")) {
            if (Tree.number(queuing, field, 0) <= 0) {
                errors.invalid(path.child(field), queuing.path(field), "must be positive");
            }
        }
        if (Tree.number(queuing, "queues", 0) > MOST_QUEUES) {
            errors.invalid(path.child("queues"), queuing.path("queues"), "must not be greater than " + MOST_QUEUES);
        }
        if (Tree.number(queuing, "handSize", 0) > Tree.number(queuing, "queues", 0)) {
            errors.invalid(
                    path.child("handSize"),
                    queuing.path("handSize"),
                    "should not be greater than queues (" + Tree.number(queuing, "queues", 0) + ")");
        }
    }
}
