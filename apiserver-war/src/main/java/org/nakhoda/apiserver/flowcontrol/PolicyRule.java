package org.nakhoda.apiserver.flowcontrol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.RequestTarget;
import tools.jackson.databind.JsonNode;

/** One rule of a FlowSchema: whose requests, and which of them. */
record PolicyRule(
        Set<String> users,
        Set<String> groups,
        List<String> accountPrefixes,
        List<ResourceRule> resources,
        List<PathRule> paths) {
    private static final String ANY = "*";
    private static final String ACCOUNT = "system:serviceaccount:";

    static PolicyRule of(JsonNode rule) {
        Set<String> users = new HashSet<>();
        Set<String> groups = new HashSet<>();
        List<String> prefixes = new ArrayList<>();
        for (JsonNode subject : rule.path("subjects")) {
            switch (subject.path("kind").asString("")) {
                case "User" -> users.add(subject.path("user").path("name").asString(""));
                case "Group" -> groups.add(subject.path("group").path("name").asString(""));
                case "ServiceAccount" -> {
                    JsonNode account = subject.path("serviceAccount");
                    String prefix = ACCOUNT + account.path("namespace").asString("") + ":";
                    String name = account.path("name").asString("");
                    if (name.equals(ANY)) {
                        prefixes.add(prefix);
                    } else {
                        users.add(prefix + name);
                    }
                }
                default -> {}
            }
        }
        List<ResourceRule> resources = new ArrayList<>();
        rule.path("resourceRules").forEach(one -> resources.add(ResourceRule.of(one)));
        List<PathRule> paths = new ArrayList<>();
        rule.path("nonResourceRules")
                .forEach(one -> paths.add(new PathRule(texts(one.path("verbs")), texts(one.path("nonResourceURLs")))));
        return new PolicyRule(users, groups, prefixes, resources, paths);
    }

    /** @param path of a request that is about no resource */
    boolean matches(RequestTarget target, UserInfo caller, String path) {
        return isSubject(caller)
                && (target.resourceRequest()
                        ? resources.stream().anyMatch(rule -> rule.matches(target))
                        : paths.stream().anyMatch(rule -> rule.matches(target.verb(), path)));
    }

    private boolean isSubject(UserInfo caller) {
        return users.contains(caller.name())
                || users.contains(ANY)
                || groups.contains(ANY)
                || caller.groups().stream().anyMatch(groups::contains)
                || accountPrefixes.stream().anyMatch(caller.name()::startsWith);
    }

    /** Whether it makes a difference for this rule which namespace a request is about. */
    boolean namesNamespaces() {
        return resources.stream()
                .anyMatch(rule ->
                        !rule.namespaces().isEmpty() && !rule.namespaces().contains(ANY));
    }

    /** @param clusterScope whether requests about no single namespace are meant, too */
    record ResourceRule(
            Set<String> verbs,
            Set<String> groups,
            Set<String> resources,
            Set<String> namespaces,
            boolean clusterScope) {
        static ResourceRule of(JsonNode rule) {
            return new ResourceRule(
                    texts(rule.path("verbs")),
                    texts(rule.path("apiGroups")),
                    texts(rule.path("resources")),
                    texts(rule.path("namespaces")),
                    rule.path("clusterScope").asBoolean(false));
        }

        boolean matches(RequestTarget target) {
            String resource =
                    target.subresource().isEmpty() ? target.resource() : target.resource() + "/" + target.subresource();
            return has(verbs, target.verb())
                    && has(groups, target.group())
                    && has(resources, resource)
                    && (target.namespace().isEmpty() ? clusterScope : has(namespaces, target.namespace()));
        }
    }

    record PathRule(Set<String> verbs, Set<String> urls) {
        boolean matches(String verb, String path) {
            return has(verbs, verb)
                    && (has(urls, path)
                            || urls.stream()
                                    .anyMatch(url ->
                                            url.endsWith("/*") && path.startsWith(url.substring(0, url.length() - 1))));
        }
    }

    private static boolean has(Set<String> set, String value) {
        return set.contains(value) || set.contains(ANY);
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(text -> texts.add(text.asString("")));
        return texts;
    }
}
