package org.nakhoda.node.dns;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nakhoda.api.settings.Cidr;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * The records of the cluster's domain at one moment. Immutable; built whole from what the informers hold, looked up by
 * name. Pod names of the form {@code 10-1-2-3.NAMESPACE.pod.DOMAIN} are answered without being stored.
 */
final class Zone {
    private static final int TTL = 30;
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Name domain;
    private final Cidr clusterCidr;
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final Map<Name, List<Record>> records = new HashMap<>();

    /** Names that have no record but have names below them: they exist, and are empty. */
    private final Set<Name> branches = new LinkedHashSet<>();

    private Zone(Name domain, Cidr clusterCidr) {
        this.domain = domain;
        this.clusterCidr = clusterCidr;
    }

    static Zone of(
            String domain,
            Cidr clusterCidr,
            Collection<Service> services,
            Collection<EndpointSlice> slices,
            Collection<String> namespaces) {
        try {
            Zone zone = new Zone(Name.fromString(lower(domain), Name.root), clusterCidr);
            zone.namespaces.addAll(namespaces);
            zone.add(zone.under("dns-version"), name -> new TXTRecord(name, DClass.IN, TTL, "1.1.0"));
            Map<String, List<EndpointSlice>> byService = new HashMap<>();
            for (EndpointSlice slice : slices) {
                Map<String, String> labels = slice.getMetadata().getLabels();
                if (labels != null && labels.containsKey(SERVICE_NAME)) {
                    byService
                            .computeIfAbsent(
                                    slice.getMetadata().getNamespace() + "/" + labels.get(SERVICE_NAME),
                                    k -> new ArrayList<>())
                            .add(slice);
                }
            }
            for (Service service : services) {
                String namespace = service.getMetadata().getNamespace();
                String name = service.getMetadata().getName();
                zone.add(service, byService.getOrDefault(namespace + "/" + name, List.of()));
            }
            return zone;
        } catch (TextParseException e) {
            throw new IllegalArgumentException("\"" + domain + "\" is not a domain: " + e.getMessage(), e);
        }
    }

    private void add(Service service, List<EndpointSlice> slices) throws TextParseException {
        Name name = under(service.getMetadata().getName(), service.getMetadata().getNamespace(), "svc");
        if ("ExternalName".equals(service.getSpec().getType())) {
            Name target = Name.fromString(service.getSpec().getExternalName(), Name.root);
            add(name, owner -> new CNAMERecord(owner, DClass.IN, TTL, target));
            return;
        }
        if ("None".equals(service.getSpec().getClusterIP())) {
            boolean unready = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
            for (EndpointSlice slice : slices) {
                addHeadless(name, slice, unready);
            }
            return;
        }
        for (String address : clusterAddresses(service)) {
            addAddress(name, address);
            add(reverse(address), owner -> new PTRRecord(owner, DClass.IN, TTL, name));
        }
        for (ServicePort port : service.getSpec().getPorts()) {
            addPort(name, port.getName(), port.getProtocol(), port.getPort(), name);
        }
    }

    private static List<String> clusterAddresses(Service service) {
        List<String> all = service.getSpec().getClusterIPs();
        if (all != null && !all.isEmpty()) {
            return all;
        }
        String one = service.getSpec().getClusterIP();
        return one == null || one.isEmpty() ? List.of() : List.of(one);
    }

    private void addHeadless(Name service, EndpointSlice slice, boolean unready) throws TextParseException {
        if ("FQDN".equals(slice.getAddressType())) {
            return;
        }
        for (Endpoint endpoint : slice.getEndpoints()) {
            EndpointConditions conditions = endpoint.getConditions();
            boolean ready = conditions == null || !Boolean.FALSE.equals(conditions.getReady());
            if (!ready && !unready) {
                continue;
            }
            for (String address : endpoint.getAddresses()) {
                String host =
                        endpoint.getHostname() == null || endpoint.getHostname().isEmpty()
                                ? address.replace('.', '-').replace(':', '-')
                                : endpoint.getHostname();
                Name own = Name.fromString(lower(host), service);
                addAddress(service, address);
                addAddress(own, address);
                if (endpoint.getHostname() != null && !endpoint.getHostname().isEmpty()) {
                    add(reverse(address), owner -> new PTRRecord(owner, DClass.IN, TTL, own));
                }
                for (EndpointPort port : slice.getPorts()) {
                    addPort(service, port.getName(), port.getProtocol(), port.getPort(), own);
                }
            }
        }
    }

    private void addPort(Name service, String portName, String protocol, Integer port, Name target)
            throws TextParseException {
        if (portName == null || portName.isEmpty() || port == null) {
            return;
        }
        String label = "_" + lower(portName) + "._" + lower(Objects.requireNonNullElse(protocol, "TCP"));
        add(Name.fromString(label, service), owner -> new SRVRecord(owner, DClass.IN, TTL, 0, 100, port, target));
    }

    private void addAddress(Name name, String address) {
        var inet = parse(address);
        add(
                name,
                owner -> inet.getAddress().length == 4
                        ? new ARecord(owner, DClass.IN, TTL, inet)
                        : new AAAARecord(owner, DClass.IN, TTL, inet));
    }

    private static java.net.InetAddress parse(String address) {
        try {
            return Address.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("\"" + address + "\" is not an address", e);
        }
    }

    private static Name reverse(String address) {
        return ReverseMap.fromAddress(parse(address));
    }

    private void add(Name name, java.util.function.Function<Name, Record> record) {
        List<Record> there = records.computeIfAbsent(name, n -> new ArrayList<>());
        Record made = record.apply(name);
        if (!there.contains(made)) {
            there.add(made);
        }
        for (int skipped = 1; name.labels() - skipped > domain.labels(); skipped++) {
            branches.add(new Name(name, skipped));
        }
    }

    private Name under(String... labels) throws TextParseException {
        return Name.fromString(lower(String.join(".", labels)), domain);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    Name domain() {
        return domain;
    }

    /** Whether this zone answers for a name: the cluster's domain, and the reverse names of addresses that it knows. */
    boolean holds(Name name) {
        return name.subdomain(domain) || records.containsKey(name);
    }

    /**
     * All records of a name.
     *
     * @return null if there is no such name; empty if there is, without records
     */
    List<Record> find(Name name) {
        List<Record> found = records.get(name);
        if (found != null) {
            return found;
        }
        if (name.equals(domain) || branches.contains(name)) {
            return List.of();
        }
        return pod(name);
    }

    private List<Record> pod(Name name) {
        if (name.labels() != domain.labels() + 3 || !name.getLabelString(2).equalsIgnoreCase("pod")) {
            return null;
        }
        String address = name.getLabelString(0).replace('-', '.');
        if (!namespaces.contains(lower(name.getLabelString(1))) || !clusterCidr.contains(address)) {
            return null;
        }
        return List.of(new ARecord(name, DClass.IN, TTL, parse(address)));
    }
}
