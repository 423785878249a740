package org.nakhoda.apiserver.authz;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;

/**
 * All roles and bindings of one moment, compiled so that the rules of a caller are found by map look-ups. Immutable.
 * The rules of an aggregated ClusterRole are those of the roles that its selectors choose, computed here, so that they
 * hold from the moment of the write.
 */
public final class RbacPolicy {
    public static final String GROUP = "rbac.authorization.k8s.io";
    public static final GroupResource ROLES = new GroupResource(GROUP, "roles");
    public static final GroupResource CLUSTER_ROLES = new GroupResource(GROUP, "clusterroles");
    public static final GroupResource ROLE_BINDINGS = new GroupResource(GROUP, "rolebindings");
    public static final GroupResource CLUSTER_ROLE_BINDINGS = new GroupResource(GROUP, "clusterrolebindings");

    private final Map<ResourceKey, List<Rule>> roles = new HashMap<>();
    private final Map<Subject, List<List<Rule>>> everywhere = new HashMap<>();
    private final Map<String, Map<Subject, List<List<Rule>>>> byNamespace = new HashMap<>();

    /** A user or a group; a service account is a user. */
    private record Subject(boolean group, String name) {}

    /** @param objects Roles, ClusterRoles, RoleBindings and ClusterRoleBindings */
    public RbacPolicy(Map<ResourceKey, JsonNode> objects) {
        objects.forEach((key, object) -> {
            if (key.resource().equals(ROLES) || key.resource().equals(CLUSTER_ROLES)) {
                roles.put(key, Rule.listOf(object));
            }
        });
        objects.forEach((key, object) -> {
            if (key.resource().equals(CLUSTER_ROLES)
                    && !object.path("aggregationRule").isMissingNode()
                    && !object.path("aggregationRule").isNull()) {
                roles.put(key, RoleAggregation.rules(key, object, objects));
            }
        });
        objects.forEach((key, object) -> {
            if (key.resource().equals(CLUSTER_ROLE_BINDINGS)) {
                bind(object, "", everywhere);
            } else if (key.resource().equals(ROLE_BINDINGS)) {
                bind(object, key.namespace(), byNamespace.computeIfAbsent(key.namespace(), n -> new HashMap<>()));
            }
        });
    }

    private void bind(JsonNode binding, String namespace, Map<Subject, List<List<Rule>>> into) {
        Optional<List<Rule>> rules = role(binding.path("roleRef"), namespace);
        if (rules.isEmpty()) {
            return;
        }
        for (JsonNode subject : binding.path("subjects")) {
            String name = subject.path("name").asString("");
            String of = subject.path("namespace").asString(namespace);
            Subject bound =
                    switch (subject.path("kind").asString("")) {
                        case "User" -> new Subject(false, name);
                        case "Group" -> new Subject(true, name);
                        case "ServiceAccount" -> new Subject(false, "system:serviceaccount:" + of + ":" + name);
                        default -> null;
                    };
            if (bound != null) {
                into.computeIfAbsent(bound, s -> new ArrayList<>()).add(rules.get());
            }
        }
    }

    /**
     * The rules that a binding's roleRef names.
     *
     * @param namespace of the binding; empty for a ClusterRoleBinding
     */
    public Optional<List<Rule>> role(JsonNode roleRef, String namespace) {
        boolean cluster = roleRef.path("kind").asString("").equals("ClusterRole");
        return Optional.ofNullable(roles.get(new ResourceKey(
                cluster ? CLUSTER_ROLES : ROLES,
                cluster ? "" : namespace,
                roleRef.path("name").asString(""))));
    }

    /** Every rule that a caller has in a namespace, those that hold everywhere included. */
    public List<Rule> rulesOf(UserInfo user, String namespace) {
        List<Rule> found = new ArrayList<>();
        visit(user, namespace, rules -> found.addAll(rules));
        return found;
    }

    boolean permits(Authorizer.Attributes asked) {
        return permits(everywhere, asked)
                || !asked.namespace().isEmpty()
                        && asked.resourceRequest()
                        && permits(byNamespace.getOrDefault(asked.namespace(), Map.of()), asked);
    }

    private static boolean permits(Map<Subject, List<List<Rule>>> bindings, Authorizer.Attributes asked) {
        if (bindings.isEmpty()) {
            return false;
        }
        if (permits(bindings.get(new Subject(false, asked.user().name())), asked)) {
            return true;
        }
        for (String group : asked.user().groups()) {
            if (permits(bindings.get(new Subject(true, group)), asked)) {
                return true;
            }
        }
        return false;
    }

    private static boolean permits(List<List<Rule>> grants, Authorizer.Attributes asked) {
        if (grants != null) {
            for (List<Rule> rules : grants) {
                for (Rule rule : rules) {
                    if (rule.permits(asked)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void visit(UserInfo user, String namespace, Consumer<Collection<Rule>> visitor) {
        for (var bindings : List.of(everywhere, byNamespace.getOrDefault(namespace, Map.of()))) {
            bindings.getOrDefault(new Subject(false, user.name()), List.of()).forEach(visitor);
            for (String group : user.groups()) {
                bindings.getOrDefault(new Subject(true, group), List.of()).forEach(visitor);
            }
        }
    }
}
