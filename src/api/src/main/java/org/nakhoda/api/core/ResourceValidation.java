package org.nakhoda.api.core;

import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.quantity.InvalidQuantityException;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;

/** Requests and limits, and other lists of named amounts. */
public final class ResourceValidation {
    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage", "storage");

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
