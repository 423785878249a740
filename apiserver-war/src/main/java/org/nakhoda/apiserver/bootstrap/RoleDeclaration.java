package org.nakhoda.apiserver.bootstrap;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authz.RbacPolicy;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Declares one default role or binding in a few words. Lists are words parted by blanks; {@code core} is the core group. */
final class RoleDeclaration {
    static final String READ = "get list watch";
    static final String WRITE = "create update patch delete deletecollection";
    static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";
    private static final String AGGREGATE_TO = "rbac.authorization.k8s.io/aggregate-to-";

    private final ObjectNode object = Json.object();
    private final ArrayNode rules;

    private RoleDeclaration(String kind, String namespace, String name) {
        object.put("apiVersion", RbacPolicy.GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.putObject("annotations").put(AUTOUPDATE, "true");
        metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        rules = object.putArray("rules");
    }

    static RoleDeclaration clusterRole(String name) {
        return new RoleDeclaration("ClusterRole", "", name);
    }

    static RoleDeclaration role(String namespace, String name) {
        return new RoleDeclaration("Role", namespace, name);
    }

    RoleDeclaration allow(String groups, String resources, String verbs) {
        rule(verbs, groups).set("resources", words(resources));
        return this;
    }

    RoleDeclaration allowNamed(String groups, String resources, String names, String verbs) {
        ObjectNode rule = rule(verbs, groups);
        rule.set("resources", words(resources));
        rule.set("resourceNames", words(names));
        return this;
    }

    RoleDeclaration allowPaths(String paths, String verbs) {
        ObjectNode rule = rules.addObject();
        rule.set("verbs", words(verbs));
        rule.set("nonResourceURLs", words(paths));
        return this;
    }

    /** Makes this role a part of the aggregated role {@code name}. */
    RoleDeclaration partOf(String name) {
        ((ObjectNode) object.path("metadata").path("labels")).put(AGGREGATE_TO + name, "true");
        return this;
    }

    /** Makes this role the sum of all roles that are parts of {@code name}. */
    RoleDeclaration sumOf(String name) {
        object.putObject("aggregationRule")
                .putArray("clusterRoleSelectors")
                .addObject()
                .putObject("matchLabels")
                .put(AGGREGATE_TO + name, "true");
        return this;
    }

    ObjectNode build() {
        return object;
    }

    /** @param subjects {@code User:NAME}, {@code Group:NAME} or {@code ServiceAccount:NAMESPACE/NAME} */
    static ObjectNode clusterBinding(String name, String clusterRole, String... subjects) {
        return binding("ClusterRoleBinding", "", name, "ClusterRole", clusterRole, subjects);
    }

    static ObjectNode binding(String namespace, String name, String role, String... subjects) {
        return binding("RoleBinding", namespace, name, "Role", role, subjects);
    }

    private static ObjectNode binding(
            String kind, String namespace, String name, String roleKind, String role, String... subjects) {
        ObjectNode object = new RoleDeclaration(kind, namespace, name).object;
        object.remove("rules");
        object.putObject("roleRef")
                .put("apiGroup", RbacPolicy.GROUP)
                .put("kind", roleKind)
                .put("name", role);
        ArrayNode list = object.putArray("subjects");
        for (String subject : subjects) {
            int colon = subject.indexOf(':');
            String subjectKind = subject.substring(0, colon);
            String subjectName = subject.substring(colon + 1);
            ObjectNode node = list.addObject().put("kind", subjectKind);
            if (subjectKind.equals("ServiceAccount")) {
                int slash = subjectName.indexOf('/');
                node.put("name", subjectName.substring(slash + 1)).put("namespace", subjectName.substring(0, slash));
            } else {
                node.put("apiGroup", RbacPolicy.GROUP).put("name", subjectName);
            }
        }
        return object;
    }

    private ObjectNode rule(String verbs, String groups) {
        ObjectNode rule = rules.addObject();
        rule.set("verbs", words(verbs));
        rule.set("apiGroups", words(groups));
        return rule;
    }

    private static ArrayNode words(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        words.replaceAll(word -> word.equals("core") ? "" : word);
        ArrayNode array = Json.array();
        words.forEach(array::add);
        return array;
    }
}
