package org.nakhoda.apiserver.flowcontrol;

import java.util.List;
import java.util.Set;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The FlowSchemas and PriorityLevelConfigurations that Kubernetes 1.36 begins with. The mandatory ones are put right whatever
 * anybody makes of them; the others belong to the administrator who says so in their annotation.
 */
final class DefaultFlowObjects {
    static final String AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec";
    static final Set<String> MANDATORY = Set.of("exempt", "catch-all");

    private static final String MASTERS = "Group:system:masters";
    private static final String NODES = "Group:system:nodes";
    private static final String[] EVERYBODY = {"Group:system:unauthenticated", "Group:system:authenticated"};
    private static final String SYSTEM_ACCOUNTS = "Account:*";
    private static final String CONTROLLERS = "User:system:kube-controller-manager";
    private static final String SCHEDULER = "User:system:kube-scheduler";

    private DefaultFlowObjects() {}

    static List<ObjectNode> levels() {
        return List.of(
                exempt(),
                limited("catch-all", 5, 0, 0, 0),
                limited("system", 30, 33, 64, 6),
                limited("node-high", 40, 25, 64, 6),
                limited("leader-election", 10, 0, 16, 4),
                limited("workload-high", 40, 50, 128, 6),
                limited("workload-low", 100, 90, 128, 6),
                limited("global-default", 20, 50, 128, 6));
    }

    static List<ObjectNode> schemas() {
        String leases = "get,create,update|coordination.k8s.io|leases|*|namespaced";
        return List.of(
                everything("exempt", "exempt", 1, "", MASTERS),
                everything("catch-all", "catch-all", 10_000, "ByUser", EVERYBODY),
                probes(),
                some(
                        "system-leader-election",
                        "leader-election",
                        100,
                        List.of(leases),
                        CONTROLLERS,
                        SCHEDULER,
                        SYSTEM_ACCOUNTS),
                some(
                        "endpoint-controller",
                        "workload-high",
                        150,
                        List.of("get,create,update||endpoints|*|namespaced"),
                        CONTROLLERS,
                        "Account:endpoint-controller",
                        "Account:endpointslicemirroring-controller"),
                some("workload-leader-election", "leader-election", 200, List.of(leases), SYSTEM_ACCOUNTS),
                some(
                        "system-node-high",
                        "node-high",
                        400,
                        List.of("*||nodes,nodes/status|*|cluster", "*|coordination.k8s.io|leases|*|namespaced"),
                        NODES),
                everything("system-nodes", "system", 500, "ByUser", NODES),
                everything("kube-controller-manager", "workload-high", 800, "ByNamespace", CONTROLLERS),
                everything("kube-scheduler", "workload-high", 800, "ByNamespace", SCHEDULER),
                everything("kube-system-service-accounts", "workload-high", 900, "ByNamespace", SYSTEM_ACCOUNTS),
                everything("service-accounts", "workload-low", 9000, "ByUser", "Group:system:serviceaccounts"),
                everything("global-default", "global-default", 9900, "ByUser", EVERYBODY));
    }

    private static ObjectNode exempt() {
        ObjectNode level = object("PriorityLevelConfiguration", "exempt");
        level.putObject("spec")
                .put("type", "Exempt")
                .putObject("exempt")
                .put("nominalConcurrencyShares", 0)
                .put("lendablePercent", 0);
        return level;
    }

    /** @param queues 0 to refuse at once */
    private static ObjectNode limited(String name, int shares, int lendable, int queues, int hand) {
        ObjectNode level = object("PriorityLevelConfiguration", name);
        ObjectNode response = level.putObject("spec")
                .put("type", "Limited")
                .putObject("limited")
                .put("nominalConcurrencyShares", shares)
                .put("lendablePercent", lendable)
                .putObject("limitResponse")
                .put("type", queues == 0 ? "Reject" : "Queue");
        if (queues > 0) {
            response.putObject("queuing")
                    .put("queues", queues)
                    .put("handSize", hand)
                    .put("queueLengthLimit", 50);
        }
        return level;
    }

    private static ObjectNode everything(
            String name, String level, int precedence, String distinguisher, String... subjects) {
        ObjectNode schema = schema(name, level, precedence, distinguisher);
        ObjectNode rule = rule(schema, subjects);
        rule.putArray("resourceRules").add(resources("*|*|*|*|cluster"));
        ObjectNode paths = rule.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("*");
        paths.putArray("nonResourceURLs").add("*");
        return schema;
    }

    private static ObjectNode some(
            String name, String level, int precedence, List<String> resources, String... subjects) {
        ObjectNode schema = schema(name, level, precedence, "ByUser");
        ArrayNode rules = rule(schema, subjects).putArray("resourceRules");
        resources.forEach(text -> rules.add(resources(text)));
        return schema;
    }

    private static ObjectNode probes() {
        ObjectNode schema = schema("probes", "exempt", 2, "");
        ObjectNode paths = rule(schema, EVERYBODY).putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("get");
        paths.putArray("nonResourceURLs").add("/healthz").add("/readyz").add("/livez");
        return schema;
    }

    private static ObjectNode schema(String name, String level, int precedence, String distinguisher) {
        ObjectNode schema = object("FlowSchema", name);
        ObjectNode spec = schema.putObject("spec").put("matchingPrecedence", precedence);
        spec.putObject("priorityLevelConfiguration").put("name", level);
        if (!distinguisher.isEmpty()) {
            spec.putObject("distinguisherMethod").put("type", distinguisher);
        }
        return schema;
    }

    private static ObjectNode rule(ObjectNode schema, String... subjects) {
        ObjectNode rule = schema.withObject("/spec").putArray("rules").addObject();
        ArrayNode array = rule.putArray("subjects");
        for (String subject : subjects) {
            int colon = subject.indexOf(':');
            String name = subject.substring(colon + 1);
            ObjectNode node = array.addObject();
            switch (subject.substring(0, colon)) {
                case "User" -> node.put("kind", "User").putObject("user").put("name", name);
                case "Group" -> node.put("kind", "Group").putObject("group").put("name", name);
                default ->
                    node.put("kind", "ServiceAccount")
                            .putObject("serviceAccount")
                            .put("namespace", "kube-system")
                            .put("name", name);
            }
        }
        return rule;
    }

    /** @param text verbs, groups, resources, namespaces and scope, separated by bars, several of one by commas */
    private static ObjectNode resources(String text) {
        String[] parts = text.split("\\|", -1);
        ObjectNode rule = Json.object();
        String[] fields = {"verbs", "apiGroups", "resources", "namespaces"};
        for (int i = 0; i < fields.length; i++) {
            ArrayNode values = rule.putArray(fields[i]);
            for (String value : parts[i].split(",", -1)) {
                values.add(value);
            }
        }
        if (parts[4].equals("cluster")) {
            rule.put("clusterScope", true);
        }
        return rule;
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = Json.object()
                .put("apiVersion", "flowcontrol.apiserver.k8s.io/v1")
                .put("kind", kind);
        object.putObject("metadata").put("name", name).putObject("annotations").put(AUTOUPDATE, "true");
        return object;
    }
}
