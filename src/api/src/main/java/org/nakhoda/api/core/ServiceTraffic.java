package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.IpRules;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service says about load balancers and the way of its traffic. */
final class ServiceTraffic {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> DISTRIBUTIONS = List.of("PreferClose", "PreferSameNode", "PreferSameZone");

    private ServiceTraffic() {}

    static void validate(JsonNode spec, FieldErrors errors) {
        String type = Tree.text(spec, "type");
        boolean balanced = type.equals("LoadBalancer");
        boolean fromOutside = balanced || type.equals("NodePort");
        if (!type.equals("ExternalName")) {
            ServiceAddresses.validate(spec, errors);
        }
        int index = 0;
        for (JsonNode address : spec.path("externalIPs")) {
            IpRules.reachable(address, SPEC.child("externalIPs").index(index++), errors);
        }
        boolean reachable = fromOutside || !Tree.isEmpty(spec.path("externalIPs"));
        if (!reachable && spec.has("externalTrafficPolicy")) {
            errors.invalid(
                    SPEC.child("externalTrafficPolicy"),
                    spec.path("externalTrafficPolicy"),
                    "may only be set for externally-accessible services");
        }
        healthCheck(spec, balanced, errors);
        if (!balanced) {
            for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
                if (spec.has(field)) {
                    errors.forbidden(SPEC.child(field), "may only be used when `type` is 'LoadBalancer'");
                }
            }
        } else if (spec.has("loadBalancerClass")) {
            String name = Tree.text(spec, "loadBalancerClass");
            String fault = Names.qualified(name);
            if (fault != null) {
                errors.invalid(SPEC.child("loadBalancerClass"), name, fault);
            }
        }
        sourceRanges(spec, balanced, errors);
        Values.oneOf(spec, "trafficDistribution", DISTRIBUTIONS, SPEC, errors);
        index = 0;
        for (ObjectNode port : Tree.objects(spec, "ports")) {
            FieldPath at = SPEC.child("ports").index(index++);
            String protocol = Tree.text(port, "appProtocol");
            String fault = protocol.isEmpty() ? null : Names.qualified(protocol);
            if (fault != null) {
                errors.invalid(at.child("appProtocol"), protocol, fault);
            }
        }
    }

    private static void healthCheck(JsonNode spec, boolean balanced, FieldErrors errors) {
        long port = Tree.number(spec, "healthCheckNodePort", 0);
        FieldPath path = SPEC.child("healthCheckNodePort");
        if (port == 0) {
            return;
        }
        if (!balanced || !Tree.text(spec, "externalTrafficPolicy").equals("Local")) {
            errors.invalid(
                    path,
                    spec.path("healthCheckNodePort"),
                    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        } else {
            Values.port(spec.path("healthCheckNodePort"), path, errors);
        }
    }

    private static void sourceRanges(JsonNode spec, boolean balanced, FieldErrors errors) {
        JsonNode ranges = spec.path("loadBalancerSourceRanges");
        FieldPath path = SPEC.child("loadBalancerSourceRanges");
        if (!balanced && !Tree.isEmpty(ranges)) {
            errors.forbidden(path, "may only be used when `type` is 'LoadBalancer'");
            return;
        }
        int index = 0;
        for (JsonNode range : ranges) {
            if (!Addresses.isCidr(range.asString("").strip())) {
                errors.invalid(
                        path.index(index), range, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
            index++;
        }
    }
}
