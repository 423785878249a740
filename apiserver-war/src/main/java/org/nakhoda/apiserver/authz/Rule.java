package org.nakhoda.apiserver.authz;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One PolicyRule of RBAC. Sets that are empty grant nothing, but empty {@code resourceNames} mean every name. */
public record Rule(
        Set<String> verbs,
        Set<String> apiGroups,
        Set<String> resources,
        Set<String> resourceNames,
        Set<String> nonResourceUrls) {
    private static final String ALL = "*";

    public static Rule of(JsonNode rule) {
        return new Rule(
                strings(rule, "verbs"),
                strings(rule, "apiGroups"),
                strings(rule, "resources"),
                strings(rule, "resourceNames"),
                strings(rule, "nonResourceURLs"));
    }

    /** The rules of a Role or a ClusterRole. */
    public static List<Rule> listOf(JsonNode role) {
        List<Rule> rules = new ArrayList<>();
        role.path("rules").forEach(rule -> rules.add(of(rule)));
        return List.copyOf(rules);
    }

    private static Set<String> strings(JsonNode rule, String field) {
        Set<String> found = new LinkedHashSet<>();
        rule.path(field).forEach(element -> found.add(element.asString("")));
        return Set.copyOf(found);
    }

    public boolean permits(Attributes asked) {
        if (!matches(verbs, asked.verb())) {
            return false;
        }
        if (!asked.resourceRequest()) {
            return permitsPath(asked.path());
        }
        return matches(apiGroups, asked.group())
                && permitsResource(asked.resource(), asked.subresource())
                && (resourceNames.isEmpty() || resourceNames.contains(asked.name()));
    }

    private boolean permitsResource(String resource, String subresource) {
        if (resources.contains(ALL)) {
            return true;
        }
        return subresource.isEmpty()
                ? resources.contains(resource)
                : resources.contains(resource + "/" + subresource) || resources.contains("*/" + subresource);
    }

    private boolean permitsPath(String path) {
        for (String url : nonResourceUrls) {
            if (url.equals(ALL) || url.equals(path)) {
                return true;
            }
            if (url.endsWith(ALL) && path.startsWith(url.substring(0, url.length() - 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(Set<String> set, String value) {
        return set.contains(value) || set.contains(ALL);
    }

    /** Whether {@code owned} together grant everything that this rule grants. */
    public boolean coveredBy(List<Rule> owned) {
        return parts().stream().allMatch(part -> owned.stream().anyMatch(rule -> rule.coversPart(part)));
    }

    /** This rule taken apart into rules of one verb, group, resource and name, or one verb and URL each. */
    private List<Rule> parts() {
        List<Rule> parts = new ArrayList<>();
        for (String verb : verbs) {
            Set<String> one = Set.of(verb);
            for (String group : apiGroups) {
                for (String resource : resources) {
                    if (resourceNames.isEmpty()) {
                        parts.add(new Rule(one, Set.of(group), Set.of(resource), Set.of(), Set.of()));
                    }
                    for (String name : resourceNames) {
                        parts.add(new Rule(one, Set.of(group), Set.of(resource), Set.of(name), Set.of()));
                    }
                }
            }
            for (String url : nonResourceUrls) {
                parts.add(new Rule(one, Set.of(), Set.of(), Set.of(), Set.of(url)));
            }
        }
        return parts;
    }

    private boolean coversPart(Rule part) {
        if (!matches(verbs, only(part.verbs))) {
            return false;
        }
        if (!part.nonResourceUrls.isEmpty()) {
            return permitsPath(only(part.nonResourceUrls));
        }
        String[] resource = only(part.resources).split("/", 2);
        boolean anySubresourceOfAll = resource.length == 2 && resource[0].equals(ALL);
        return matches(apiGroups, only(part.apiGroups))
                && (anySubresourceOfAll
                        ? resources.contains(ALL) || resources.contains(only(part.resources))
                        : permitsResource(resource[0], resource.length == 2 ? resource[1] : ""))
                && (resourceNames.isEmpty()
                        || resourceNames.containsAll(part.resourceNames) && !part.resourceNames.isEmpty());
    }

    private static String only(Set<String> set) {
        return set.iterator().next();
    }

    /** As it stands in a role or a rules review; empty sets are left out. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        put(json, "verbs", verbs);
        put(json, "apiGroups", apiGroups);
        put(json, "resources", resources);
        put(json, "resourceNames", resourceNames);
        put(json, "nonResourceURLs", nonResourceUrls);
        return json;
    }

    private static void put(ObjectNode json, String field, Set<String> values) {
        if (!values.isEmpty()) {
            var array = json.putArray(field);
            values.stream().sorted().forEach(array::add);
        }
    }

    /** As Kubernetes writes a rule in a refusal: {@code {APIGroups:[""], Resources:["pods"], Verbs:["get"]}}. */
    @Override
    public String toString() {
        List<String> fields = new ArrayList<>();
        shown(fields, "NonResourceURLs", nonResourceUrls);
        shown(fields, "APIGroups", apiGroups);
        shown(fields, "Resources", resources);
        shown(fields, "ResourceNames", resourceNames);
        shown(fields, "Verbs", verbs);
        return "{" + String.join(", ", fields) + "}";
    }

    private static void shown(List<String> fields, String name, Set<String> values) {
        if (!values.isEmpty()) {
            fields.add(name + ":"
                    + values.stream()
                            .sorted()
                            .map(v -> "\"" + v + "\"")
                            .toList()
                            .toString()
                            .replace("\", \"", "\" \""));
        }
    }
}
