package org.nakhoda.controllers.endpoint;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the slices of one Service and address family become what they should be with few writes: an endpoint stays in the
 * slice in which it is, new ones fill slices that have room, and only what is left makes new slices.
 */
record SlicePlan(List<EndpointSlice> create, List<EndpointSlice> update, List<EndpointSlice> delete) {
    static final int MOST_ENDPOINTS = 100;

    /**
     * @param present the slices that exist
     * @param wanted the endpoints by the ports at which they listen
     * @param labels that every slice of the Service carries
     * @param fresh a new slice without labels, ports and endpoints
     */
    static SlicePlan of(
            List<EndpointSlice> present,
            Map<List<EndpointPort>, List<Endpoint>> wanted,
            Map<String, String> labels,
            Function<List<EndpointPort>, EndpointSlice> fresh) {
        SlicePlan plan = new SlicePlan(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<List<EndpointPort>, List<Endpoint>> groups = new LinkedHashMap<>(wanted);
        if (groups.isEmpty()) {
            // one empty slice tells that the Service has nothing rather than that nobody has looked
            groups.put(List.of(), List.of());
        }
        List<EndpointSlice> left = new ArrayList<>(present);
        left.sort(Comparator.comparing(slice -> slice.getMetadata().getName()));
        groups.forEach((ports, endpoints) -> {
            List<EndpointSlice> fitting = left.stream()
                    .filter(slice ->
                            endpoints.isEmpty() || sorted(slice.getPorts()).equals(ports))
                    .toList();
            left.removeAll(fitting);
            plan.arrange(fitting, ports, endpoints, labels, fresh);
        });
        plan.delete.addAll(left);
        return plan;
    }

    static List<EndpointPort> sorted(List<EndpointPort> ports) {
        return ports.stream()
                .sorted(Comparator.comparing((EndpointPort port) -> Objects.toString(port.getName(), ""))
                        .thenComparing(port -> Objects.toString(port.getProtocol(), "TCP"))
                        .thenComparing(port -> port.getPort() == null ? 0 : port.getPort()))
                .toList();
    }

    private void arrange(
            List<EndpointSlice> slices,
            List<EndpointPort> ports,
            List<Endpoint> endpoints,
            Map<String, String> labels,
            Function<List<EndpointPort>, EndpointSlice> fresh) {
        Map<String, Endpoint> unplaced = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> unplaced.put(identity(endpoint), endpoint));
        List<List<Endpoint>> contents = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            List<Endpoint> kept = new ArrayList<>();
            for (Endpoint endpoint : slice.getEndpoints()) {
                Endpoint now = unplaced.remove(identity(endpoint));
                if (now != null) {
                    kept.add(now);
                }
            }
            contents.add(kept);
        }
        Deque<Endpoint> waiting = new ArrayDeque<>(unplaced.values());
        for (List<Endpoint> content : contents) {
            while (content.size() < MOST_ENDPOINTS && !waiting.isEmpty()) {
                content.add(waiting.poll());
            }
        }
        boolean keepsOne = !endpoints.isEmpty();
        for (int i = 0; i < slices.size(); i++) {
            EndpointSlice slice = slices.get(i);
            if (contents.get(i).isEmpty() && keepsOne) {
                delete.add(slice);
            } else {
                keepsOne = true;
                change(slice, ports, contents.get(i), labels);
            }
        }
        while (!waiting.isEmpty() || !keepsOne) {
            keepsOne = true;
            List<Endpoint> content = new ArrayList<>();
            while (content.size() < MOST_ENDPOINTS && !waiting.isEmpty()) {
                content.add(waiting.poll());
            }
            create.add(new EndpointSliceBuilder(fresh.apply(ports))
                    .editMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .withPorts(ports)
                    .withEndpoints(content)
                    .build());
        }
    }

    private void change(
            EndpointSlice slice, List<EndpointPort> ports, List<Endpoint> content, Map<String, String> labels) {
        Map<String, String> present = slice.getMetadata().getLabels() == null
                ? Map.of()
                : slice.getMetadata().getLabels();
        boolean samePorts = content.isEmpty() && slice.getEndpoints().isEmpty()
                || sorted(slice.getPorts()).equals(ports);
        if (samePorts && slice.getEndpoints().equals(content) && present.equals(labels)) {
            return;
        }
        update.add(new EndpointSliceBuilder(slice)
                .editMetadata()
                .withLabels(new TreeMap<>(labels))
                .endMetadata()
                .withPorts(ports)
                .withEndpoints(content)
                .build());
    }

    private static String identity(Endpoint endpoint) {
        return endpoint.getTargetRef() == null || endpoint.getTargetRef().getUid() == null
                ? String.join(",", endpoint.getAddresses())
                : endpoint.getTargetRef().getUid();
    }
}
