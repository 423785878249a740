package org.nakhoda.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The downward API: what a container may be told about its own pod, in variables and files. */
public final class FieldValues {
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)'\\]");

    private FieldValues() {}

    /** Where the pod runs: known to the agent before the API shows it. */
    public record Placement(String nodeName, String hostAddress, List<String> podAddresses) {}

    /**
     * @param path such as {@code metadata.labels['app']} or {@code status.podIP}
     * @throws IllegalArgumentException if there is no such field
     */
    public static String field(Pod pod, Placement placement, String path) {
        ObjectMeta meta = pod.getMetadata();
        Matcher subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            Map<String, String> map = subscript.group(1).equals("labels") ? meta.getLabels() : meta.getAnnotations();
            return map == null ? "" : map.getOrDefault(subscript.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> meta.getName();
            case "metadata.namespace" -> meta.getNamespace();
            case "metadata.uid" -> meta.getUid();
            case "metadata.labels" -> lines(meta.getLabels());
            case "metadata.annotations" -> lines(meta.getAnnotations());
            case "spec.nodeName" -> placement.nodeName();
            case "spec.serviceAccountName" ->
                Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("");
            case "status.hostIP", "status.hostIPs" -> placement.hostAddress();
            case "status.podIP" ->
                placement.podAddresses().isEmpty()
                        ? ""
                        : placement.podAddresses().get(0);
            case "status.podIPs" -> String.join(",", placement.podAddresses());
            default -> throw new IllegalArgumentException("unsupported fieldPath: " + path);
        };
    }

    /** {@code key="value"} on a line each, sorted, quoted so that a value cannot break its line. */
    private static String lines(Map<String, String> map) {
        if (map == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(map).forEach((key, value) -> {
            text.append(text.length() == 0 ? "" : "\n").append(key).append("=\"");
            text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
        });
        return text.toString();
    }

    /**
     * A request or limit, divided and rounded up. A limit that is not set is what the node can give.
     *
     * @param selector names a container, or means {@code own}
     * @throws IllegalArgumentException if there is no such container or resource
     */
    public static String resource(
            Pod pod, ResourceFieldSelector selector, Optional<Container> own, Map<String, Quantity> allocatable) {
        String name = selector.getContainerName();
        Container container = (name == null || name.isEmpty() ? own : PodSpecs.container(pod, name))
                .orElseThrow(() -> new IllegalArgumentException("container " + name + " not found"));
        String[] path = selector.getResource().split("\\.", 2);
        if (path.length != 2 || !(path[0].equals("limits") || path[0].equals("requests"))) {
            throw new IllegalArgumentException("unsupported container resource: " + selector.getResource());
        }
        boolean limit = path[0].equals("limits");
        Quantity quantity = (limit ? Amounts.limits(container) : Amounts.requests(container)).get(path[1]);
        if (quantity == null && limit) {
            quantity = allocatable.get(path[1]);
        }
        BigDecimal amount = quantity == null ? BigDecimal.ZERO : Amounts.exact(quantity);
        BigDecimal divisor = selector.getDivisor() == null ? BigDecimal.ZERO : Amounts.exact(selector.getDivisor());
        if (divisor.signum() == 0) {
            divisor = BigDecimal.ONE;
        }
        return amount.divide(divisor, 0, RoundingMode.CEILING).toBigInteger().toString();
    }
}
