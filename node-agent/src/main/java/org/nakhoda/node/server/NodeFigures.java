package org.nakhoda.node.server;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.v1.ContainerStats;
import org.nakhoda.node.registration.Machine;
import org.nakhoda.node.runtime.RuntimeLabels;
import tools.jackson.databind.node.ObjectNode;

/** What the node's containers use, as metrics and as the summary that resource metrics are made from. */
public final class NodeFigures {
    private final Cri cri;
    private final String nodeName;
    private final PodLookup pods;

    public NodeFigures(Cri cri, String nodeName, PodLookup pods) {
        this.cri = cri;
        this.nodeName = nodeName;
        this.pods = pods;
    }

    String metrics() {
        List<ContainerStats> stats = cri.containerStats();
        StringBuilder text = new StringBuilder();
        text.append("# TYPE kubelet_running_pods gauge\nkubelet_running_pods ")
                .append(pods.all().stream().filter(NodeFigures::runs).count())
                .append("\n"
                        + "# TYPE kubelet_running_containers gauge\n"
                        + "kubelet_running_containers{container_state=\"running\"} ")
                .append(stats.size())
                .append("\n# TYPE container_cpu_usage_seconds_total counter\n");
        stats.forEach(s -> text.append("container_cpu_usage_seconds_total")
                .append(labels(s))
                .append(s.getCpu().getUsageCoreNanoSeconds().getValue() / 1e9)
                .append('\n'));
        text.append("# TYPE container_memory_working_set_bytes gauge\n");
        stats.forEach(s -> text.append("container_memory_working_set_bytes")
                .append(labels(s))
                .append(s.getMemory().getWorkingSetBytes().getValue())
                .append('\n'));
        return text.toString();
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    }

    private static String labels(ContainerStats stats) {
        Map<String, String> labels = stats.getAttributes().getLabelsMap();
        return "{container=\"" + labels.get(RuntimeLabels.CONTAINER_NAME) + "\",namespace=\""
                + labels.get(RuntimeLabels.POD_NAMESPACE) + "\",pod=\"" + labels.get(RuntimeLabels.POD_NAME) + "\"} ";
    }

    String summary() {
        String now = Instant.now().toString();
        ObjectNode summary = Json.object();
        ObjectNode node = summary.putObject("node").put("nodeName", nodeName);
        node.putObject("memory")
                .put("time", now)
                .put("availableBytes", Machine.availableMemoryBytes())
                .put("workingSetBytes", Machine.memoryBytes() - Machine.availableMemoryBytes());
        Map<String, ObjectNode> byPod = new LinkedHashMap<>();
        var list = summary.putArray("pods");
        for (ContainerStats stats : cri.containerStats()) {
            Map<String, String> labels = stats.getAttributes().getLabelsMap();
            ObjectNode pod = byPod.computeIfAbsent(labels.getOrDefault(RuntimeLabels.POD_UID, ""), uid -> {
                ObjectNode entry = list.addObject();
                entry.putObject("podRef")
                        .put("name", labels.get(RuntimeLabels.POD_NAME))
                        .put("namespace", labels.get(RuntimeLabels.POD_NAMESPACE))
                        .put("uid", uid);
                entry.putArray("containers");
                return entry;
            });
            ObjectNode container =
                    pod.withArray("containers").addObject().put("name", labels.get(RuntimeLabels.CONTAINER_NAME));
            container
                    .putObject("cpu")
                    .put("time", now)
                    .put(
                            "usageCoreNanoSeconds",
                            stats.getCpu().getUsageCoreNanoSeconds().getValue())
                    .put("usageNanoCores", stats.getCpu().getUsageNanoCores().getValue());
            container
                    .putObject("memory")
                    .put("time", now)
                    .put("usageBytes", stats.getMemory().getUsageBytes().getValue())
                    .put(
                            "workingSetBytes",
                            stats.getMemory().getWorkingSetBytes().getValue());
            container
                    .putObject("rootfs")
                    .put("time", now)
                    .put("usedBytes", stats.getWritableLayer().getUsedBytes().getValue());
        }
        return summary.toString();
    }
}
