package org.nakhoda.apiserver.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.Settings.PortRange;

/**
 * What cannot be as it is: addresses and ports that two services have, or that belong to no range. Nothing is taken away
 * from anybody; people are told, by the reasons that Kubernetes gives.
 */
final class AddressRepair {
    private final List<Finding> findings = new ArrayList<>();
    private final Ledger.View view;

    private AddressRepair(Ledger.View view) {
        this.view = view;
    }

    /** @param reason of the event about the service */
    record Finding(ResourceKey service, String reason, String message) {}

    static List<Finding> findings(Ledger.View view, List<IpRange> configured, PortRange ports) {
        AddressRepair repair = new AddressRepair(view);
        Map<Object, ResourceKey> first = new HashMap<>();
        view.held().forEach((holder, claims) -> {
            if (holder.resource().equals(Ledger.SERVICES)) {
                claims.addresses().forEach(address -> repair.address(holder, address, configured, first));
                claims.ports().forEach(port -> repair.port(holder, port, ports, first));
            }
        });
        return repair.findings;
    }

    private void address(
            ResourceKey service, String address, List<IpRange> configured, Map<Object, ResourceKey> first) {
        ResourceKey other = first.putIfAbsent(address, service);
        AddressRecord record = view.records().get(address);
        if (other == null && record != null && !record.mirror()) {
            other = new ResourceKey(Ledger.ADDRESSES, "", address);
        }
        boolean inside = configured.stream().anyMatch(range -> range.contains(address))
                || view.ranges().values().stream().anyMatch(range -> range.contains(address));
        if (other != null) {
            add(
                    service,
                    "ClusterIPAlreadyAllocated",
                    "Cluster IP " + address + " is held by " + other
                            + ", too; delete this service and create it again");
        } else if (!inside) {
            add(
                    service,
                    "ClusterIPOutOfRange",
                    "Cluster IP " + address + " is in no ServiceCIDR; delete this service and create it again");
        }
    }

    private void port(ResourceKey service, int port, PortRange ports, Map<Object, ResourceKey> first) {
        ResourceKey other = first.putIfAbsent(port, service);
        if (other != null) {
            add(
                    service,
                    "PortAlreadyAllocated",
                    "Port " + port + " is held by " + other + ", too; delete this service and create it again");
        } else if (port < ports.first() || port > ports.last()) {
            add(
                    service,
                    "PortOutOfRange",
                    "Port " + port + " is not within " + ports.first() + "-" + ports.last()
                            + "; delete this service and create it again");
        }
    }

    private void add(ResourceKey service, String reason, String message) {
        findings.add(new Finding(service, reason, message));
    }
}
