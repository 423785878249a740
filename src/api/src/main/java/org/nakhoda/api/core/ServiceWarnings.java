package org.nakhoda.api.core;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.IpWarnings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service says without effect, or in a way that has been replaced. */
final class ServiceWarnings {
    private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
    private static final FieldPath SPEC = FieldPath.of("spec");

    private ServiceWarnings() {}

    static List<String> of(ObjectNode service) {
        List<String> warnings = new ArrayList<>(0);
        if (service.path("metadata").path("annotations").has(HINTS)) {
            warnings.add(
                    "annotation " + HINTS + " is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        JsonNode spec = service.path("spec");
        String type = Tree.text(spec, "type");
        boolean external = type.equals("ExternalName");
        boolean headless =
                type.equals("ClusterIP") && Tree.text(spec, "clusterIP").equals("None");
        boolean addresses = !Tree.isEmpty(spec.path("externalIPs"));
        IpWarnings.addresses(spec.path("clusterIPs"), SPEC.child("clusterIPs"), warnings);
        if (headless) {
            headless(spec, addresses, warnings);
        }
        IpWarnings.addresses(spec.path("externalIPs"), SPEC.child("externalIPs"), warnings);
        if (addresses && !headless && !external) {
            warnings.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }
        IpWarnings.address(spec.path("loadBalancerIP"), SPEC.child("loadBalancerIP"), warnings);
        int index = 0;
        for (JsonNode range : spec.path("loadBalancerSourceRanges")) {
            IpWarnings.range(range, SPEC.child("loadBalancerSourceRanges").index(index++), warnings);
        }
        if (addresses && external) {
            warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }
        if (!external && !Tree.text(spec, "externalName").isEmpty()) {
            warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }
        if (Tree.text(spec, "trafficDistribution").equals("PreferClose")) {
            warnings.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return warnings;
    }

    private static void headless(JsonNode spec, boolean addresses, List<String> warnings) {
        if (!Tree.text(spec, "loadBalancerIP").isEmpty()) {
            warnings.add("spec.loadBalancerIP is ignored for headless services");
        }
        if (addresses) {
            warnings.add("spec.externalIPs is ignored for headless services");
        }
        if (!Tree.text(spec, "sessionAffinity").equals("None")) {
            warnings.add("spec.SessionAffinity is ignored for headless services");
        }
    }
}
