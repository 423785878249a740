package org.nakhoda.api.core;

import java.util.Map;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get nodes}. */
final class NodeColumns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String ROLE_LABEL = "kubernetes.io/role";

    private NodeColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text("Status", "Whether the node is ready and takes pods", NodeColumns::status),
            Columns.text("Roles", "Roles that its labels state", NodeColumns::roles),
            Columns.AGE,
            Columns.text("Version", "Version of its agent", n -> info(n, "kubeletVersion")),
            Columns.wide("Internal-IP", "Address within the cluster", n -> address(n, "InternalIP")),
            Columns.wide("External-IP", "Address outside", n -> address(n, "ExternalIP")),
            Columns.wide("OS-Image", "Its operating system", n -> known(info(n, "osImage"))),
            Columns.wide("Kernel-Version", "Its kernel", n -> known(info(n, "kernelVersion"))),
            Columns.wide("Container-Runtime", "Its container runtime", n -> known(info(n, "containerRuntimeVersion")))
        };
    }

    private static String status(ObjectNode node) {
        String ready = "Unknown";
        for (ObjectNode condition : Tree.objects(node.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals("Ready")) {
                ready = Tree.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return Tree.flag(node.path("spec"), "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(ObjectNode node) {
        TreeSet<String> roles = new TreeSet<>();
        for (Map.Entry<String, JsonNode> label :
                node.path("metadata").path("labels").properties()) {
            if (label.getKey().startsWith(ROLE_PREFIX) && label.getKey().length() > ROLE_PREFIX.length()) {
                roles.add(label.getKey().substring(ROLE_PREFIX.length()));
            } else if (label.getKey().equals(ROLE_LABEL)
                    && !Tree.scalar(label.getValue()).isEmpty()) {
                roles.add(Tree.scalar(label.getValue()));
            }
        }
        return Columns.orNone(String.join(",", roles));
    }

    private static String info(ObjectNode node, String field) {
        return Tree.text(node.path("status").path("nodeInfo"), field);
    }

    private static String known(String text) {
        return text.isEmpty() ? Columns.UNKNOWN : text;
    }

    private static String address(ObjectNode node, String type) {
        for (ObjectNode address : Tree.objects(node.path("status"), "addresses")) {
            if (Tree.text(address, "type").equals(type)) {
                return Tree.text(address, "address");
            }
        }
        return Columns.NONE;
    }
}
