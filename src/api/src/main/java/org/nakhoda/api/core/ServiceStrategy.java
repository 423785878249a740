package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.networking.LoadBalancerStatus;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is special about services. Cluster addresses and node ports are given by the allocator of the API server;
 * here stands what an update keeps of them.
 */
final class ServiceStrategy extends ObjectStrategy {
    private static final int AGENT_PORT = 10250;
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final int CLIENT_IP_SECONDS = 10800;

    ServiceStrategy() {
        super(Scope.NAMESPACED, Shape.STATUS, Names::dns1035Label);
    }

    @Override
    public void setDefaults(ObjectNode service) {
        for (ObjectNode one : Tree.objects(service.path("status").path("loadBalancer"), "ingress")) {
            if (!Tree.text(one, "ip").isEmpty()) {
                Tree.defaultText(one, "ipMode", "VIP");
            }
        }
        if (!(service.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        Tree.defaultText(spec, "sessionAffinity", "None");
        Tree.defaultText(spec, "type", "ClusterIP");
        String type = Tree.text(spec, "type");
        if (Tree.text(spec, "sessionAffinity").equals("ClientIP")) {
            ObjectNode clientIp = Tree.child(Tree.child(spec, "sessionAffinityConfig"), "clientIP");
            Tree.defaultNumber(clientIp, "timeoutSeconds", CLIENT_IP_SECONDS);
        } else {
            spec.remove("sessionAffinityConfig");
        }
        for (ObjectNode port : Tree.objects(spec, "ports")) {
            Tree.defaultText(port, "protocol", "TCP");
            JsonNode target = port.path("targetPort");
            boolean unset = target.isMissingNode()
                    || target.isString() && target.asString().isEmpty()
                    || target.isIntegralNumber() && target.asLong() == 0;
            if (unset && port.has("port")) {
                port.set("targetPort", port.get("port"));
            }
        }
        boolean fromOutside = type.equals("NodePort") || type.equals("LoadBalancer");
        boolean reachable = fromOutside || type.equals("ClusterIP") && !Tree.isEmpty(spec.path("externalIPs"));
        if (reachable) {
            Tree.defaultText(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("ClusterIP") || fromOutside) {
            Tree.defaultText(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            Tree.defaultFlag(spec, "allocateLoadBalancerNodePorts", true);
        }
        Tree.child(Tree.child(service, "status"), "loadBalancer");
    }

    /** What was allocated stays, although a client that replaces the object does not repeat it. */
    @Override
    public void prepareForUpdate(ObjectNode service, ObjectNode old) {
        super.prepareForUpdate(service, old);
        if (!(service.get("spec") instanceof ObjectNode spec) || !(old.get("spec") instanceof ObjectNode before)) {
            return;
        }
        boolean external = Tree.text(spec, "type").equals("ExternalName");
        boolean wasExternal = Tree.text(before, "type").equals("ExternalName");
        if (external && !wasExternal) {
            List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")
                    .forEach(spec::remove);
        } else if (!external && !wasExternal) {
            keepAddresses(spec, before);
        }
        if (needsNodePorts(spec) && needsNodePorts(before)) {
            keepNodePorts(spec, before);
        }
        if (!Tree.text(spec, "type").equals("LoadBalancer")
                && Tree.text(before, "type").equals("LoadBalancer")) {
            dropBalancing(spec, before);
        }
        if (Tree.text(spec, "type").equals("ClusterIP") && needsNodePorts(before)) {
            for (ObjectNode port : Tree.objects(spec, "ports")) {
                if (wasNodePort(before, Tree.number(port, "nodePort", 0))) {
                    port.remove("nodePort");
                }
            }
            if (Tree.isEmpty(spec.path("externalIPs"))) {
                spec.remove("externalTrafficPolicy");
            }
        }
    }

    /** What only a load balancer has goes with it, unless the client asks for something else. */
    private static void dropBalancing(ObjectNode spec, ObjectNode before) {
        for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass", "healthCheckNodePort")) {
            if (spec.path(field).equals(before.path(field))) {
                spec.remove(field);
            }
        }
    }

    private static boolean needsNodePorts(JsonNode spec) {
        String type = Tree.text(spec, "type");
        return type.equals("NodePort") || type.equals("LoadBalancer");
    }

    private static boolean wasNodePort(JsonNode before, long nodePort) {
        for (ObjectNode port : Tree.objects(before, "ports")) {
            if (Tree.number(port, "nodePort", 0) == nodePort) {
                return true;
            }
        }
        return false;
    }

    private static void keepAddresses(ObjectNode spec, ObjectNode before) {
        if (Tree.text(spec, "clusterIP").isEmpty()
                && spec.path("clusterIPs").path(0).asString("").isEmpty()) {
            Tree.carry(before, spec, "clusterIP");
            Tree.carry(before, spec, "clusterIPs");
        } else if (Tree.isEmpty(spec.path("clusterIPs"))
                && spec.path("clusterIP").equals(before.path("clusterIP"))) {
            Tree.carry(before, spec, "clusterIPs");
        }
    }

    private static void keepNodePorts(ObjectNode spec, ObjectNode before) {
        for (ObjectNode port : Tree.objects(spec, "ports")) {
            if (Tree.number(port, "nodePort", 0) != 0) {
                continue;
            }
            for (ObjectNode old : Tree.objects(before, "ports")) {
                boolean same = port.path("port").equals(old.path("port"))
                        && port.path("protocol").equals(old.path("protocol"));
                if (same && old.has("nodePort")) {
                    port.set("nodePort", old.get("nodePort"));
                }
            }
        }
    }

    @Override
    public void prepareForCreate(ObjectNode service, java.time.Instant now) {
        super.prepareForCreate(service, now);
        service.set("status", Json.object().set("loadBalancer", Json.object()));
    }

    @Override
    public void validate(ObjectNode service, FieldErrors errors) {
        super.validate(service, errors);
        JsonNode spec = service.path("spec");
        Values.oneOf(spec, "type", TYPES, SPEC, errors);
        Values.oneOf(spec, "sessionAffinity", List.of("ClientIP", "None"), SPEC, errors);
        Values.oneOf(spec, "externalTrafficPolicy", List.of("Cluster", "Local"), SPEC, errors);
        Values.oneOf(spec, "internalTrafficPolicy", List.of("Cluster", "Local"), SPEC, errors);
        Values.within(
                spec.path("sessionAffinityConfig").path("clientIP"),
                "timeoutSeconds",
                1,
                86400,
                SPEC.child("sessionAffinityConfig", "clientIP"),
                errors);
        MetadataValidation.labels(spec.path("selector"), SPEC.child("selector"), errors);
        String clusterIp = Tree.text(spec, "clusterIP");
        boolean headless = clusterIp.equals("None");
        if (Tree.text(spec, "type").equals("ExternalName")) {
            external(spec, clusterIp, errors);
        } else if (Tree.isEmpty(spec.path("ports")) && !headless) {
            errors.required(SPEC.child("ports"), "");
        }
        if (!clusterIp.isEmpty() && !headless && !Addresses.isIp(clusterIp)) {
            errors.invalid(
                    SPEC.child("clusterIPs").index(0), clusterIp, "must be empty, 'None', or a valid IP address");
        }
        if (headless && needsNodePorts(spec)) {
            errors.invalid(
                    SPEC.child("clusterIPs").index(0),
                    clusterIp,
                    "may not be set to 'None' for " + Tree.text(spec, "type") + " services");
        }
        ServiceTraffic.validate(spec, errors);
        ports(spec, errors);
    }

    private static void external(JsonNode spec, String clusterIp, FieldErrors errors) {
        if (!clusterIp.isEmpty()) {
            errors.forbidden(SPEC.child("clusterIPs"), "may not be set when `type` is 'ExternalName'");
        }
        for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
            if (spec.has(field)) {
                errors.forbidden(SPEC.child(field), "may not be set when `type` is 'ExternalName'");
            }
        }
        String name = Tree.text(spec, "externalName");
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        String fault = plain.isEmpty() ? null : Names.subdomain(plain);
        if (plain.isEmpty()) {
            errors.required(SPEC.child("externalName"), "");
        } else if (fault != null) {
            errors.invalid(SPEC.child("externalName"), name, fault);
        }
    }

    private static void ports(JsonNode spec, FieldErrors errors) {
        JsonNode ports = spec.path("ports");
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        int index = 0;
        for (ObjectNode port : Tree.objects(ports)) {
            FieldPath at = SPEC.child("ports").index(index++);
            String name = Tree.text(port, "name");
            if (name.isEmpty()) {
                if (ports.size() > 1) {
                    errors.required(at.child("name"), "");
                }
            } else {
                String fault = Names.label(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                } else if (!names.add(name)) {
                    errors.duplicate(at.child("name"), port.path("name"));
                }
            }
            Values.port(port.path("port"), at.child("port"), errors);
            if (Tree.text(spec, "type").equals("LoadBalancer") && Tree.number(port, "port", 0) == AGENT_PORT) {
                errors.invalid(
                        at.child("port"),
                        port.path("port"),
                        "may not expose port " + AGENT_PORT + " externally since it is used by kubelet");
            }
            Values.oneOf(port, "protocol", PROTOCOLS, at, errors);
            Values.portOrName(port.path("targetPort"), at.child("targetPort"), errors);
            String protocol = Tree.text(port, "protocol");
            if (!numbers.add(protocol + Tree.number(port, "port", 0))) {
                errors.duplicate(at, Json.object().put("protocol", protocol).set("port", port.path("port")));
            }
            long nodePort = Tree.number(port, "nodePort", 0);
            if (nodePort != 0) {
                Values.port(port.path("nodePort"), at.child("nodePort"), errors);
                if (!needsNodePorts(spec)) {
                    errors.forbidden(at.child("nodePort"), "may not be used when `type` is 'ClusterIP'");
                } else if (!nodePorts.add(protocol + nodePort)) {
                    errors.duplicate(at.child("nodePort"), port.path("nodePort"));
                }
            }
        }
    }

    @Override
    public List<String> warnings(ObjectNode service) {
        return ServiceWarnings.of(service);
    }

    @Override
    public void validateUpdate(ObjectNode service, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(service, old, errors);
        JsonNode spec = service.path("spec");
        JsonNode before = old.path("spec");
        boolean external = Tree.text(spec, "type").equals("ExternalName")
                || Tree.text(before, "type").equals("ExternalName");
        boolean balanced = Tree.text(spec, "type").equals("LoadBalancer");
        if (balanced && Tree.text(before, "type").equals("LoadBalancer")) {
            Values.immutable(spec, before, "loadBalancerClass", SPEC, errors);
        }
        long healthCheck = Tree.number(before, "healthCheckNodePort", 0);
        if (balanced
                && healthCheck != 0
                && Tree.text(spec, "externalTrafficPolicy").equals("Local")
                && Tree.number(spec, "healthCheckNodePort", 0) != healthCheck) {
            errors.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable");
        }
        if (!external && !Tree.text(before, "clusterIP").isEmpty()) {
            ServiceAddresses.validateUpdate(spec, before, errors);
        }
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(object, old, errors);
        LoadBalancerStatus.validate(object, errors);
    }
}
