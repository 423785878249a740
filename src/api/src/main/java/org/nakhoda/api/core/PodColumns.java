package org.nakhoda.api.core;

import java.time.Duration;
import java.time.Instant;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.HumanDuration;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get pods}. */
final class PodColumns {
    private PodColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text("Ready", "Containers that are ready, of all that run on", pod -> {
                PodSummary summary = PodSummary.of(pod);
                return summary.ready() + "/" + summary.total();
            }),
            Columns.text("Status", "Phase, or why the pod is not running", pod -> PodSummary.of(pod)
                    .reason()),
            Columns.timed("Restarts", "How often containers were restarted, and when last", PodColumns::restarts),
            Columns.AGE,
            Columns.wide("IP", "Address of the pod", PodColumns::ip),
            Columns.wide("Node", "Node that runs the pod", pod -> Columns.orNone(Tree.text(pod, "spec", "nodeName"))),
            Columns.wide(
                    "Nominated Node",
                    "Node on which room is being made for the pod",
                    pod -> Columns.orNone(Tree.text(pod, "status", "nominatedNodeName"))),
            Columns.wide("Readiness Gates", "Gates that have opened, of all", PodColumns::gates)
        };
    }

    private static String restarts(ObjectNode pod, Instant now) {
        PodSummary summary = PodSummary.of(pod);
        if (summary.restarts() == 0 || summary.lastRestart() == null) {
            return Long.toString(summary.restarts());
        }
        return summary.restarts() + " (" + HumanDuration.of(Duration.between(summary.lastRestart(), now)) + " ago)";
    }

    private static String ip(ObjectNode pod) {
        JsonNode status = pod.path("status");
        String first = Tree.text(status.path("podIPs").path(0), "ip");
        return Columns.orNone(first.isEmpty() ? Tree.text(status, "podIP") : first);
    }

    private static String gates(ObjectNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (Tree.isEmpty(gates)) {
            return Columns.NONE;
        }
        int open = 0;
        for (ObjectNode gate : Tree.objects(gates)) {
            if (PodSummary.conditionTrue(pod, Tree.text(gate, "conditionType"))) {
                open++;
            }
        }
        return open + "/" + gates.size();
    }
}
