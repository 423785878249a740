package org.nakhoda.node.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nakhoda.api.settings.Cidr;

/**
 * What the proxy's nftables table holds: chains with their rules, sets, and the elements of the two maps by which a packet
 * finds its service in one look-up. A value; two of them make a {@link #changesFrom transaction}.
 *
 * @param chains rules by chain; base chains carry their hook as the first line
 * @param sets declarations by name
 * @param services {@code address . protocol . port} to the verdict
 * @param nodePorts {@code protocol . port} to the verdict
 */
public record Ruleset(
        SortedMap<String, List<String>> chains,
        SortedMap<String, String> sets,
        SortedMap<String, String> services,
        SortedMap<String, String> nodePorts) {

    public static final String TABLE = "ip nakhoda";

    /** Marks packets whose source must become this node's address. */
    static final String MASQUERADE = "0x4000";

    private static final String SERVICES_MAP = "services";
    private static final String NODE_PORTS_MAP = "node-ports";

    /** What does not depend on services. Addresses in the networks' own notation. */
    public record Network(Cidr clusterCidr, Cidr serviceCidr, String dnsAddress, String bridge) {}

    public static Ruleset of(List<ServicePort> ports, Network network) {
        Ruleset ruleset = new Ruleset(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        ruleset.addBase(network);
        ports.forEach(ruleset::add);
        return ruleset;
    }

    private void addBase(Network network) {
        chains.put("prerouting", List.of("type nat hook prerouting priority dstnat; policy accept;", "jump dispatch"));
        chains.put("output", List.of("type nat hook output priority -100; policy accept;", "jump dispatch"));
        chains.put(
                "dispatch",
                List.of(
                        "ip daddr . meta l4proto . th dport vmap @" + SERVICES_MAP,
                        "fib daddr type local meta l4proto . th dport vmap @" + NODE_PORTS_MAP));
        chains.put(
                "postrouting",
                List.of(
                        "type nat hook postrouting priority srcnat; policy accept;",
                        "meta mark & " + MASQUERADE + " == " + MASQUERADE + " masquerade fully-random",
                        "ip saddr " + network.clusterCidr() + " ip daddr != " + network.clusterCidr() + " oifname != \""
                                + network.bridge() + "\" masquerade fully-random"));
        // What still has a service address after the nat chains belongs to no service with endpoints.
        String nobody = "ip daddr " + network.serviceCidr() + " ip daddr != " + network.dnsAddress() + " ";
        List<String> refuse = List.of(nobody + "meta l4proto tcp reject with tcp reset", nobody + "reject");
        chains.put("forward", hooked("type filter hook forward priority filter; policy accept;", refuse));
        chains.put("local-out", hooked("type filter hook output priority filter; policy accept;", refuse));
        // Node ports are reachable at 127.0.0.1, so routes to loopback are open on the bridge; pods must not use them.
        chains.put(
                "guard",
                List.of(
                        "type filter hook prerouting priority raw; policy accept;",
                        "iifname != \"lo\" ip daddr 127.0.0.0/8 drop"));
    }

    private static List<String> hooked(String hook, List<String> rules) {
        List<String> all = new ArrayList<>();
        all.add(hook);
        all.addAll(rules);
        return List.copyOf(all);
    }

    private void add(ServicePort port) {
        String name = ChainName.of(port);
        List<ServicePort.Endpoint> internal = port.internalEndpoints();
        List<ServicePort.Endpoint> external = port.externalEndpoints();
        port.endpoints().forEach(endpoint -> addEndpoint(port, name, endpoint));
        if (!internal.isEmpty()) {
            chains.put("svc-" + name, choice(port, name, internal));
            port.addresses().forEach(address -> services.put(key(address, port), "goto svc-" + name));
        }
        boolean outside = port.nodePort() != 0 || !port.externalAddresses().isEmpty();
        if (outside && !external.isEmpty()) {
            List<String> rules = new ArrayList<>();
            if (!port.externalLocal()) {
                rules.add("meta mark set meta mark | " + MASQUERADE);
            } else {
                rules.add("fib saddr type local meta mark set meta mark | " + MASQUERADE);
            }
            rules.addAll(choice(port, name, external));
            chains.put("ext-" + name, List.copyOf(rules));
            port.externalAddresses().forEach(address -> services.put(key(address, port), "goto ext-" + name));
            if (port.nodePort() != 0) {
                nodePorts.put(port.protocol() + " . " + port.nodePort(), "goto ext-" + name);
            }
        } else if (port.nodePort() != 0 && port.externalLocal()) {
            // Traffic for a node without a local endpoint is not for a process of the node either.
            nodePorts.put(port.protocol() + " . " + port.nodePort(), "drop");
        }
    }

    private static String key(String address, ServicePort port) {
        return address + " . " + port.protocol() + " . " + port.port();
    }

    private void addEndpoint(ServicePort port, String name, ServicePort.Endpoint endpoint) {
        String chain = endpointChain(name, endpoint);
        List<String> rules = new ArrayList<>();
        // A pod that reaches itself through its service must not see its own address as the source.
        rules.add("ip saddr " + endpoint.address() + " meta mark set meta mark | " + MASQUERADE);
        port.affinity().ifPresent(timeout -> {
            String set = affinitySet(chain, timeout);
            sets.put(set, "type ipv4_addr; size 65535; flags dynamic,timeout; timeout " + timeout.toSeconds() + "s;");
            rules.add("update @" + set + " { ip saddr }");
        });
        rules.add("meta l4proto " + port.protocol() + " dnat to " + endpoint.address() + ":" + endpoint.port());
        chains.put(chain, List.copyOf(rules));
    }

    private static List<String> choice(ServicePort port, String name, List<ServicePort.Endpoint> endpoints) {
        List<String> rules = new ArrayList<>();
        port.affinity().ifPresent(timeout -> {
            for (ServicePort.Endpoint endpoint : endpoints) {
                String chain = endpointChain(name, endpoint);
                rules.add("ip saddr @" + affinitySet(chain, timeout) + " goto " + chain);
            }
        });
        if (endpoints.size() == 1) {
            rules.add("goto " + endpointChain(name, endpoints.get(0)));
        } else {
            StringBuilder vmap = new StringBuilder("numgen random mod " + endpoints.size() + " vmap { ");
            for (int i = 0; i < endpoints.size(); i++) {
                vmap.append(i == 0 ? "" : ", ")
                        .append(i)
                        .append(" : goto ")
                        .append(endpointChain(name, endpoints.get(i)));
            }
            rules.add(vmap.append(" }").toString());
        }
        return rules;
    }

    private static String endpointChain(String name, ServicePort.Endpoint endpoint) {
        return "ep-" + name + "-" + endpoint.address().replace('.', '-') + "-" + endpoint.port();
    }

    /** The timeout is part of the name because a set's timeout cannot be changed. */
    private static String affinitySet(String chain, Duration timeout) {
        return "aff-" + timeout.toSeconds() + chain.substring("ep".length());
    }

    /** A script that replaces the whole table, whatever it holds, in one transaction. */
    public String replaceAll() {
        // Adding before deleting makes the deletion succeed where there is no table yet.
        StringBuilder script = new StringBuilder("add table " + TABLE + "\ndelete table " + TABLE + "\n");
        script.append("add table ").append(TABLE).append('\n');
        script.append("add map " + TABLE + " " + SERVICES_MAP
                + " { type ipv4_addr . inet_proto . inet_service : verdict; }\n");
        script.append("add map " + TABLE + " " + NODE_PORTS_MAP + " { type inet_proto . inet_service : verdict; }\n");
        Ruleset nothing = new Ruleset(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        return script.append(changesFrom(nothing)).toString();
    }

    /**
     * A script that brings a table that holds {@code before} to this state in one transaction; empty if nothing changes.
     * References are added after what they refer to and deleted before it.
     */
    public String changesFrom(Ruleset before) {
        StringBuilder script = new StringBuilder();
        sets.forEach((name, declaration) -> {
            if (!declaration.equals(before.sets.get(name))) {
                script.append("add set " + TABLE + " " + name + " { " + declaration + " }\n");
            }
        });
        chains.forEach((name, rules) -> {
            if (!before.chains.containsKey(name)) {
                String hook = isHook(rules) ? " { " + rules.get(0) + " }" : "";
                script.append("add chain " + TABLE + " " + name + hook + "\n");
            }
        });
        removeElements(script, SERVICES_MAP, before.services, services);
        removeElements(script, NODE_PORTS_MAP, before.nodePorts, nodePorts);
        chains.forEach((name, rules) -> {
            List<String> old = before.chains.get(name);
            if (!rules.equals(old)) {
                if (old != null) {
                    script.append("flush chain " + TABLE + " " + name + "\n");
                }
                rules.stream()
                        .skip(isHook(rules) ? 1 : 0)
                        .forEach(rule -> script.append("add rule " + TABLE + " " + name + " " + rule + "\n"));
            }
        });
        addElements(script, SERVICES_MAP, before.services, services);
        addElements(script, NODE_PORTS_MAP, before.nodePorts, nodePorts);
        List<String> gone = before.chains.keySet().stream()
                .filter(name -> !chains.containsKey(name))
                .toList();
        gone.forEach(name -> script.append("flush chain " + TABLE + " " + name + "\n"));
        gone.forEach(name -> script.append("delete chain " + TABLE + " " + name + "\n"));
        before.sets.keySet().stream()
                .filter(name -> !sets.containsKey(name))
                .forEach(name -> script.append("delete set " + TABLE + " " + name + "\n"));
        return script.toString();
    }

    private static boolean isHook(List<String> rules) {
        return rules.get(0).startsWith("type ");
    }

    private static void removeElements(
            StringBuilder script, String map, Map<String, String> before, Map<String, String> after) {
        String keys = before.entrySet().stream()
                .filter(e -> !e.getValue().equals(after.get(e.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            script.append("delete element " + TABLE + " " + map + " { " + keys + " }\n");
        }
    }

    private static void addElements(
            StringBuilder script, String map, Map<String, String> before, Map<String, String> after) {
        String elements = after.entrySet().stream()
                .filter(e -> !e.getValue().equals(before.get(e.getKey())))
                .map(e -> e.getKey() + " : " + e.getValue())
                .collect(Collectors.joining(", "));
        if (!elements.isEmpty()) {
            script.append("add element " + TABLE + " " + map + " { " + elements + " }\n");
        }
    }
}
