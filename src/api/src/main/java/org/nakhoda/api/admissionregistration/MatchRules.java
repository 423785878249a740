package org.nakhoda.api.admissionregistration;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which writes a webhook or a policy is about. */
final class MatchRules {
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");

    private MatchRules() {}

    static void setDefaults(JsonNode rules) {
        for (ObjectNode rule : Tree.objects(rules)) {
            Tree.defaultText(rule, "scope", "*");
        }
    }

    static void validate(JsonNode rules, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode rule : Tree.objects(rules)) {
            FieldPath at = path.index(index++);
            for (String field : List.of("operations", "apiGroups", "apiVersions", "resources")) {
                JsonNode values = rule.path(field);
                if (Tree.isEmpty(values)) {
                    errors.required(at.child(field), "");
                } else {
                    wildcard(values, "*", at.child(field), errors);
                }
            }
            each(rule.path("operations"), at.child("operations"), errors, true);
            each(rule.path("apiVersions"), at.child("apiVersions"), errors, false);
            resources(rule.path("resources"), at.child("resources"), errors);
            Values.oneOf(rule, "scope", SCOPES, at, errors);
        }
    }

    private static void wildcard(JsonNode values, String all, FieldPath path, FieldErrors errors) {
        for (JsonNode value : values) {
            if (values.size() > 1 && value.asString("").equals(all)) {
                errors.invalid(
                        path, values, "if '" + all + "' is present, must not specify other " + noun(path.toString()));
                return;
            }
        }
    }

    private static String noun(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "operations" -> "operations";
            case "apiGroups" -> "API groups";
            case "apiVersions" -> "API versions";
            default -> "resources";
        };
    }

    private static void each(JsonNode values, FieldPath path, FieldErrors errors, boolean operations) {
        int index = 0;
        for (JsonNode value : values) {
            String text = value.asString("");
            if (operations && !OPERATIONS.contains(text)) {
                errors.notSupported(path.index(index), value, OPERATIONS);
            } else if (!operations && text.isEmpty()) {
                errors.required(path.index(index), "");
            }
            index++;
        }
    }

    /** {@code pods}, {@code pods/status}, {@code pods/*}, {@code *}{@code /scale}, or everything. */
    private static void resources(JsonNode resources, FieldPath path, FieldErrors errors) {
        Set<String> withAllSubresources = new HashSet<>();
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode resource : resources) {
            String text = resource.asString("");
            FieldPath at = path.index(index++);
            if (text.isEmpty()) {
                errors.required(at, "");
            } else if (text.equals("*/*") && resources.size() > 1) {
                errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
            } else if (text.endsWith("/*")) {
                withAllSubresources.add(text.substring(0, text.length() - 2));
            }
            int slash = text.indexOf('/');
            if (slash >= 0) {
                String whole = text.substring(0, slash);
                if (!text.endsWith("/*") && withAllSubresources.contains(whole)) {
                    errors.invalid(at, text, "if '" + whole + "/*' is present, must not specify " + text);
                }
            }
            if (!seen.add(text)) {
                errors.duplicate(at, resource);
            }
        }
    }

    /** The part of a policy that says what it is about, with its defaults. */
    static void setPolicyDefaults(JsonNode match) {
        if (match instanceof ObjectNode constraints) {
            Tree.defaultText(constraints, "matchPolicy", "Equivalent");
            Tree.child(constraints, "namespaceSelector");
            Tree.child(constraints, "objectSelector");
            setDefaults(constraints.path("resourceRules"));
            setDefaults(constraints.path("excludeResourceRules"));
        }
    }

    static void validatePolicy(JsonNode match, FieldPath path, FieldErrors errors) {
        Values.oneOf(match, "matchPolicy", List.of("Equivalent", "Exact"), path, errors);
        SelectorValidation.selector(match.path("namespaceSelector"), path.child("namespaceSelector"), errors);
        SelectorValidation.selector(match.path("objectSelector"), path.child("objectSelector"), errors);
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            validate(match.path(rules), path.child(rules), errors);
            int index = 0;
            for (ObjectNode rule : Tree.objects(match, rules)) {
                FieldPath at = path.child(rules).index(index++).child("resourceNames");
                Set<String> names = new HashSet<>();
                int position = 0;
                for (JsonNode name : rule.path("resourceNames")) {
                    String fault = Names.pathSegment(name.asString(""));
                    if (fault != null) {
                        errors.invalid(at.index(position), name, fault);
                    } else if (!names.add(name.asString(""))) {
                        errors.duplicate(at.index(position), name);
                    }
                    position++;
                }
            }
        }
    }
}
