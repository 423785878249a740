package org.nakhoda.api.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.storage.DriverNames;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The claim to devices that claims and their templates carry. */
final class DeviceClaims {
    private static final int MOST = 32;
    private static final int MOST_ALTERNATIVES = 8;
    private static final int MOST_EXPRESSION_BYTES = 10 * 1024;
    private static final List<String> MODES = List.of("All", "ExactCount");

    private DeviceClaims() {}

    static void setDefaults(JsonNode claimSpec) {
        for (ObjectNode request : Tree.objects(claimSpec.path("devices"), "requests")) {
            if (request.get("exactly") instanceof ObjectNode exactly) {
                requestDefaults(exactly);
            }
            for (ObjectNode alternative : Tree.objects(request, "firstAvailable")) {
                requestDefaults(alternative);
            }
        }
    }

    private static void requestDefaults(ObjectNode request) {
        Tree.defaultText(request, "allocationMode", "ExactCount");
        if (Tree.text(request, "allocationMode").equals("ExactCount")) {
            Tree.defaultNonZero(request, "count", 1);
        }
        for (ObjectNode toleration : Tree.objects(request, "tolerations")) {
            Tree.defaultText(toleration, "operator", "Equal");
        }
    }

    /** @param path of the claim's specification */
    static void validate(JsonNode claimSpec, FieldPath path, FieldErrors errors) {
        JsonNode devices = claimSpec.path("devices");
        FieldPath at = path.child("devices");
        Set<String> names = new HashSet<>();
        atMost(devices.path("requests"), MOST, at.child("requests"), errors);
        int index = 0;
        for (ObjectNode request : Tree.objects(devices, "requests")) {
            FieldPath requestPath = at.child("requests").index(index++);
            name(request, names, requestPath, errors);
            request(request, requestPath, errors);
        }
        atMost(devices.path("constraints"), MOST, at.child("constraints"), errors);
        index = 0;
        for (ObjectNode constraint : Tree.objects(devices, "constraints")) {
            FieldPath constraintPath = at.child("constraints").index(index++);
            references(constraint.path("requests"), names, constraintPath.child("requests"), errors);
            String attribute = Tree.text(constraint, "matchAttribute");
            if (attribute.isEmpty()
                    && Tree.text(constraint, "distinctAttribute").isEmpty()) {
                errors.required(constraintPath.child("matchAttribute"), "");
            } else if (!attribute.isEmpty() && attribute.indexOf('/') < 0) {
                errors.invalid(constraintPath.child("matchAttribute"), attribute, "must include a domain");
            }
        }
        index = 0;
        for (ObjectNode config : Tree.objects(devices, "config")) {
            references(
                    config.path("requests"),
                    names,
                    at.child("config").index(index++).child("requests"),
                    errors);
        }
        configurations(devices.path("config"), at.child("config"), errors);
    }

    private static void name(ObjectNode named, Set<String> names, FieldPath path, FieldErrors errors) {
        if (Values.required(named, "name", path, errors)) {
            String name = Tree.text(named, "name");
            String fault = Names.label(name);
            if (fault != null) {
                errors.invalid(path.child("name"), name, fault);
            } else if (!names.add(name)) {
                errors.duplicate(path.child("name"), named.path("name"));
            }
        }
    }

    private static void request(ObjectNode request, FieldPath path, FieldErrors errors) {
        JsonNode alternatives = request.path("firstAvailable");
        boolean several = !Tree.isEmpty(alternatives);
        boolean exactly = request.path("exactly").isObject();
        if (several == exactly) {
            if (several) {
                errors.invalid(path, request, "exactly one of `exactly` or `firstAvailable` is required");
            } else {
                errors.required(path, "exactly one of `exactly` or `firstAvailable` is required");
            }
            return;
        }
        if (exactly) {
            devices(request.path("exactly"), path.child("exactly"), errors);
            return;
        }
        atMost(alternatives, MOST_ALTERNATIVES, path.child("firstAvailable"), errors);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode alternative : Tree.objects(alternatives)) {
            FieldPath at = path.child("firstAvailable").index(index++);
            name(alternative, names, at, errors);
            devices(alternative, at, errors);
        }
    }

    private static void devices(JsonNode request, FieldPath path, FieldErrors errors) {
        if (Values.required(request, "deviceClassName", path, errors)) {
            String fault = Names.subdomain(Tree.text(request, "deviceClassName"));
            if (fault != null) {
                errors.invalid(path.child("deviceClassName"), request.path("deviceClassName"), fault);
            }
        }
        selectors(request.path("selectors"), path.child("selectors"), errors);
        Values.oneOf(request, "allocationMode", MODES, path, errors);
        long count = Tree.number(request, "count", 0);
        if (Tree.text(request, "allocationMode").equals("All")) {
            if (count != 0) {
                errors.invalid(
                        path.child("count"),
                        request.path("count"),
                        "must not be specified when allocationMode is 'All'");
            }
        } else if (count <= 0) {
            errors.invalid(path.child("count"), request.path("count"), "must be greater than zero");
        }
    }

    static void selectors(JsonNode selectors, FieldPath path, FieldErrors errors) {
        atMost(selectors, MOST, path, errors);
        int index = 0;
        for (ObjectNode selector : Tree.objects(selectors)) {
            FieldPath at = path.index(index++);
            String expression = Tree.text(selector.path("cel"), "expression");
            if (!selector.path("cel").isObject()) {
                errors.required(at.child("cel"), "");
            } else if (expression.isBlank()) {
                errors.required(at.child("cel", "expression"), "");
            } else if (expression.length() > MOST_EXPRESSION_BYTES) {
                errors.tooLong(at.child("cel", "expression"), MOST_EXPRESSION_BYTES);
            }
        }
    }

    static void configurations(JsonNode configurations, FieldPath path, FieldErrors errors) {
        atMost(configurations, MOST, path, errors);
        int index = 0;
        for (ObjectNode config : Tree.objects(configurations)) {
            FieldPath at = path.index(index++).child("opaque");
            JsonNode opaque = config.path("opaque");
            if (!opaque.isObject()) {
                errors.required(at, "");
                continue;
            }
            DriverNames.required(opaque, "driver", at, errors);
            if (!opaque.path("parameters").isObject()) {
                errors.required(at.child("parameters"), "");
            }
        }
    }

    /** Names of requests, or of an alternative as {@code request/alternative}. */
    private static void references(JsonNode requests, Set<String> names, FieldPath path, FieldErrors errors) {
        atMost(requests, MOST, path, errors);
        int index = 0;
        for (JsonNode request : requests) {
            String text = request.asString("");
            int slash = text.indexOf('/');
            if (!names.contains(slash < 0 ? text : text.substring(0, slash))) {
                errors.invalid(path.index(index), request, "must be the name of a request in the claim");
            }
            index++;
        }
    }

    static void atMost(JsonNode list, int most, FieldPath path, FieldErrors errors) {
        if (list.size() > most) {
            errors.tooMany(path, list.size(), most);
        }
    }
}
