package org.nakhoda.apiserver.allocation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Settings.PortRange;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives services their cluster addresses and node ports, and refuses what is taken or outside the cluster's ranges. Which
 * families a service has was decided by {@link ServiceFamilies}.
 */
final class ServiceAllocation implements WriteHook {
    private static final List<String> OF_ADDRESSES = List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy");

    private final PortRange ports;
    private final Ledger ledger;

    ServiceAllocation(Ledger ledger, PortRange ports) {
        this.ledger = ledger;
        this.ports = ports;
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
            FieldErrors errors = new FieldErrors();
            String who = namespace + "/" + name();
            if (type.equals("ExternalName")) {
                spec.remove(OF_ADDRESSES);
            } else {
                new ClusterAddresses(ledger, reserved, errors).fill(spec, before.addresses(), who);
            }
            if (type.equals("NodePort") || type.equals("LoadBalancer")) {
                new NodePorts(ports, ledger, reserved, errors, who).fill(spec, type, before.ports());
            } else {
                NodePorts.drop(spec);
            }
            if (!errors.isEmpty()) {
                throw ApiException.invalid("", "Service", name(), errors.causes());
            }
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
