package org.nakhoda.node.sandbox;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.node.cri.v1.DNSConfig;
import org.nakhoda.node.spec.PodSpecs;

/** What a pod's {@code resolv.conf} says, by its DNS policy. */
public final class NameResolution {
    private static final String NDOTS = "ndots:5";

    private final String clusterDns;
    private final String domain;
    private final Path hostFile;

    /**
     * @param clusterDns address of the cluster's DNS service
     * @param hostFile the host's own {@code resolv.conf}
     */
    public NameResolution(String clusterDns, String domain, Path hostFile) {
        this.clusterDns = clusterDns;
        this.domain = domain;
        this.hostFile = hostFile;
    }

    public DNSConfig of(Pod pod) {
        String policy = pod.getSpec().getDnsPolicy() == null
                ? "ClusterFirst"
                : pod.getSpec().getDnsPolicy();
        List<String> hostSearches = new ArrayList<>();
        Set<String> servers = new LinkedHashSet<>();
        Set<String> searches = new LinkedHashSet<>();
        List<String> options = new ArrayList<>();
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || (policy.equals("ClusterFirst") && !PodSpecs.hostNetwork(pod));
        if (!policy.equals("None")) {
            List<String> hostServers = new ArrayList<>();
            List<String> hostOptions = new ArrayList<>();
            readHost(hostServers, hostSearches, hostOptions);
            if (cluster) {
                servers.add(clusterDns);
                searches.add(pod.getMetadata().getNamespace() + ".svc." + domain);
                searches.add("svc." + domain);
                searches.add(domain);
                options.add(NDOTS);
            } else {
                servers.addAll(hostServers);
                options.addAll(hostOptions);
            }
            searches.addAll(hostSearches);
        }
        PodDNSConfig extra = pod.getSpec().getDnsConfig();
        if (extra != null) {
            servers.addAll(extra.getNameservers());
            searches.addAll(extra.getSearches());
            options = merge(options, extra.getOptions());
        }
        return DNSConfig.newBuilder()
                .addAllServers(servers)
                .addAllSearches(searches)
                .addAllOptions(options)
                .build();
    }

    /** An option of the pod goes before one of the same name. */
    private static List<String> merge(List<String> options, List<PodDNSConfigOption> own) {
        Map<String, String> byName = new LinkedHashMap<>();
        options.forEach(option -> byName.put(option.split(":", 2)[0], option));
        own.forEach(option -> byName.put(
                option.getName(),
                option.getValue() == null ? option.getName() : option.getName() + ":" + option.getValue()));
        return new ArrayList<>(byName.values());
    }

    private void readHost(List<String> servers, List<String> searches, List<String> options) {
        List<String> lines;
        try {
            lines = Files.readAllLines(hostFile);
        } catch (IOException e) {
            return;
        }
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            List<String> values = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(values);
                case "search" -> {
                    searches.clear();
                    values.stream().filter(search -> !search.equals(".")).forEach(searches::add);
                }
                case "options" -> options.addAll(values);
                default -> {
                    // comments, and what resolvers of pods do not need
                }
            }
        }
    }
}
