package org.nakhoda.apiserver.allocation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Cidr;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.api.settings.Settings.PortRange;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Gives services their cluster address and node ports, and refuses what is taken or outside the cluster's ranges. */
public final class ServiceAllocation implements WriteHook {
    private static final String HEADLESS = "None";

    private final Cidr addresses;
    private final PortRange ports;
    private final Ledger ledger;

    public ServiceAllocation(ClusterStore store, Settings settings, RandomGenerator random) {
        this.addresses = settings.serviceCidr();
        this.ports = settings.nodePortRange();
        this.ledger = new Ledger(store, random);
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(Ledger.SERVICES)
                && request.subresource().isEmpty()
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
    }

    @Override
    public Reservation reserve(AdmissionRequest request) {
        Attempt attempt = new Attempt(request);
        boolean done = false;
        try {
            attempt.fill();
            done = true;
        } finally {
            if (!done) {
                ledger.giveBack(attempt.reserved);
            }
        }
        return attempt;
    }

    /** One write. */
    private final class Attempt implements Reservation {
        private final ObjectNode service;
        private final String namespace;
        private final Claims before;
        private final Set<Object> reserved = new HashSet<>();
        private final FieldErrors errors = new FieldErrors();

        Attempt(AdmissionRequest request) {
            this.service = request.object();
            this.namespace = request.namespace();
            this.before = request.old() == null ? Claims.NONE : Claims.of(request.old());
        }

        private String name() {
            return service.path("metadata").path("name").asString("");
        }

        void fill() {
            ObjectNode spec = service.withObject("/spec");
            String type = spec.path("type").asString("ClusterIP");
            if (type.equals("ExternalName")) {
                for (String field : new String[] {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
                    spec.remove(field);
                }
                dropNodePorts(spec);
            } else {
                families(spec);
                address(spec);
                if (type.equals("NodePort") || type.equals("LoadBalancer")) {
                    nodePorts(spec, type);
                } else {
                    dropNodePorts(spec);
                }
            }
            if (!errors.isEmpty()) {
                throw ApiException.invalid("", "Service", name(), errors.causes());
            }
        }

        private void families(ObjectNode spec) {
            int index = 0;
            for (JsonNode family : spec.path("ipFamilies")) {
                if (!family.asString("").equals("IPv4")) {
                    errors.invalid("spec.ipFamilies[" + index + "]", family, "not configured on cluster");
                }
                index++;
            }
            if (spec.path("ipFamilyPolicy").asString("").equals("RequireDualStack")) {
                errors.invalid(
                        "spec.ipFamilyPolicy",
                        spec.path("ipFamilyPolicy"),
                        "Cluster is not configured for dual-stack services");
            }
            if (index == 0) {
                spec.putArray("ipFamilies").add("IPv4");
            }
            if (spec.path("ipFamilyPolicy").asString("").isEmpty()) {
                spec.put("ipFamilyPolicy", "SingleStack");
            }
        }

        private void address(ObjectNode spec) {
            String asked = spec.path("clusterIP").asString("");
            if (asked.isEmpty()) {
                asked = spec.path("clusterIPs").path(0).asString("");
            }
            if (asked.isEmpty()) {
                asked = ledger.takeAny(Pools.addresses(addresses));
                if (asked == null) {
                    throw ApiException.of(
                            Reason.INTERNAL_ERROR,
                            "failed to allocate a cluster IP for service " + namespace + "/" + name()
                                    + ": no address of " + addresses
                                    + " is free; delete services or widen service-cidr");
                }
                reserved.add(asked);
            } else if (!asked.equals(HEADLESS) && !before.addresses().contains(asked)) {
                certainAddress(asked);
            }
            spec.put("clusterIP", asked);
            spec.putArray("clusterIPs").add(asked);
        }

        private void certainAddress(String asked) {
            String failed = "failed to allocate IP " + asked + ": ";
            long index = addresses.indexOf(asked);
            if (index < 1 || index > addresses.size() - 2) {
                errors.invalid(
                        "spec.clusterIPs[0]",
                        StringNode.valueOf(asked),
                        failed + "the provided IP (" + asked + ") is not in the valid range. The range of valid IPs is "
                                + addresses);
            } else if (ledger.take(asked) == Ledger.Taken.YES) {
                errors.invalid(
                        "spec.clusterIPs[0]", StringNode.valueOf(asked), failed + "provided IP is already allocated");
            } else {
                reserved.add(asked);
            }
        }

        private void nodePorts(ObjectNode spec, String type) {
            Set<Integer> own = new HashSet<>(before.ports());
            Map<Integer, Integer> ofPort = new HashMap<>();
            int index = 0;
            for (JsonNode port : spec.path("ports")) {
                int asked = port.path("nodePort").asInt(0);
                if (asked > 0) {
                    certainPort("spec.ports[" + index + "].nodePort", asked, own);
                    ofPort.putIfAbsent(port.path("port").asInt(0), asked);
                }
                index++;
            }
            boolean automatic = !type.equals("LoadBalancer")
                    || spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
            for (JsonNode port : spec.path("ports")) {
                if (automatic
                        && port instanceof ObjectNode open
                        && port.path("nodePort").asInt(0) == 0) {
                    open.put(
                            "nodePort", ofPort.computeIfAbsent(port.path("port").asInt(0), p -> anyPort(own)));
                }
            }
            boolean healthChecked = type.equals("LoadBalancer")
                    && spec.path("externalTrafficPolicy").asString("").equals("Local");
            int health = spec.path("healthCheckNodePort").asInt(0);
            if (healthChecked && health == 0) {
                spec.put("healthCheckNodePort", anyPort(own));
            } else if (healthChecked) {
                certainPort("spec.healthCheckNodePort", health, own);
            } else {
                spec.remove("healthCheckNodePort");
            }
        }

        private void certainPort(String field, int asked, Set<Integer> own) {
            if (own.contains(asked)) {
                return;
            }
            if (asked < ports.first() || asked > ports.last()) {
                errors.invalid(
                        field,
                        IntNode.valueOf(asked),
                        "provided port is not in the valid range. The range of valid ports is " + ports.first() + "-"
                                + ports.last());
            } else if (ledger.take(asked) == Ledger.Taken.YES) {
                errors.invalid(field, IntNode.valueOf(asked), "provided port is already allocated");
            } else {
                reserved.add(asked);
                own.add(asked);
            }
        }

        private int anyPort(Set<Integer> own) {
            Integer port = ledger.takeAny(Pools.ports(ports));
            if (port == null) {
                throw ApiException.of(
                        Reason.INTERNAL_ERROR,
                        "failed to allocate a node port for service " + namespace + "/" + name() + ": no port of "
                                + ports.first() + "-" + ports.last()
                                + " is free; delete services or widen node-port-range");
            }
            reserved.add(port);
            own.add(port);
            return port;
        }

        private void dropNodePorts(ObjectNode spec) {
            for (JsonNode port : spec.path("ports")) {
                if (port instanceof ObjectNode open) {
                    open.remove("nodePort");
                }
            }
            spec.remove("healthCheckNodePort");
        }

        @Override
        public void committed() {
            ledger.settle(new ResourceKey(Ledger.SERVICES, namespace, name()), Claims.of(service), reserved);
        }

        @Override
        public void released() {
            ledger.giveBack(reserved);
        }
    }
}
