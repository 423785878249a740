package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.InvalidQuantityException;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Requests and limits, and other lists of named amounts. */
public final class ResourceValidation {
    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage", "storage");
    private static final List<String> POD_LEVEL = List.of("cpu", "memory");

    private ResourceValidation() {}

    /** A container's or a pod's requests and limits. */
    static void requirements(JsonNode resources, FieldPath path, FieldErrors errors) {
        JsonNode limits = resources.path("limits");
        JsonNode requests = resources.path("requests");
        containerAmounts(limits, path.child("limits"), errors);
        containerAmounts(requests, path.child("requests"), errors);
        for (Map.Entry<String, JsonNode> request : requests.properties()) {
            Quantity asked = quantity(request.getValue());
            Quantity limit = quantity(limits.path(request.getKey()));
            boolean overcommit = STANDARD.contains(request.getKey());
            if (asked == null) {
                continue;
            }
            if (limit != null && asked.compareTo(limit) > 0) {
                errors.invalid(
                        path.child("requests"),
                        asked.toString(),
                        "must be less than or equal to " + request.getKey() + " limit of " + limit);
            } else if (!overcommit && (limit == null || !limit.equals(asked))) {
                errors.invalid(
                        path.child("requests"),
                        asked.toString(),
                        "must be equal to " + request.getKey() + " limit" + (limit == null ? "" : " of " + limit));
            }
        }
    }

    /** What a pod asks for as a whole: at least what its containers ask for together. */
    static void podLevel(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode resources = spec.path("resources");
        if (!resources.isObject()) {
            return;
        }
        FieldPath at = path.child("resources");
        requirements(resources, at, errors);
        for (String amounts : List.of("limits", "requests")) {
            for (String name : resources.path(amounts).propertyNames()) {
                if (!POD_LEVEL.contains(name) && !name.startsWith("hugepages-")) {
                    errors.notSupported(
                            at.child(amounts).key(name), JsonNodeFactory.instance.stringNode(name), POD_LEVEL);
                }
            }
        }
        for (Map.Entry<String, JsonNode> request : resources.path("requests").properties()) {
            Quantity whole = quantity(request.getValue());
            Quantity together = PodRequests.of(spec, request.getKey());
            if (whole != null && together != null && whole.compareTo(together) < 0) {
                errors.invalid(
                        at.child("requests").key(request.getKey()),
                        whole.toString(),
                        "must be greater than or equal to aggregate container requests of " + together);
            }
        }
    }

    private static void containerAmounts(JsonNode amounts, FieldPath path, FieldErrors errors) {
        amounts(amounts, path, errors);
        for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
            String name = entry.getKey();
            boolean plain = name.indexOf('/') < 0;
            if (plain && (!STANDARD.contains(name) || name.equals("storage")) && !name.startsWith("hugepages-")) {
                errors.invalid(path.key(name), name, "must be a standard resource for containers");
            }
        }
    }

    /** Names that are qualified and amounts that are not negative. */
    public static void amounts(JsonNode amounts, FieldPath path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
            FieldPath at = path.key(entry.getKey());
            String fault = Names.qualified(entry.getKey());
            if (fault != null) {
                errors.invalid(at, entry.getKey(), fault);
            }
            Quantity amount = quantity(entry.getValue());
            if (amount == null) {
                errors.invalid(at, entry.getValue(), "must be a quantity such as 100m or 1Gi");
            } else if (amount.signum() < 0) {
                errors.invalid(at, entry.getValue(), "must be greater than or equal to 0");
            }
        }
    }

    /** Kubernetes keeps no amounts finer than a thousandth. */
    static void roundUp(JsonNode amounts) {
        for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
            String text = amount.getValue().asString("");
            if (text.endsWith("u") || text.endsWith("n")) {
                amount.setValue(JsonNodeFactory.instance.stringNode(
                        Quantity.parse(text).roundUpToMilli().toString()));
            }
        }
    }

    /** Null if absent or unreadable. */
    public static Quantity quantity(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        try {
            return Quantity.parse(Tree.scalar(value));
        } catch (InvalidQuantityException e) {
            return null;
        }
    }
}
