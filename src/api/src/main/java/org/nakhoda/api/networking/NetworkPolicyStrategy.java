package org.nakhoda.api.networking;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about network policies. */
final class NetworkPolicyStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    NetworkPolicyStrategy() {
        super(Shape.SPEC);
    }

    /** A policy is always about incoming traffic, and about outgoing if it has rules for that. */
    @Override
    public void setDefaults(ObjectNode policy) {
        if (!(policy.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        if (Tree.isEmpty(spec.path("policyTypes"))) {
            Tree.list(spec, "policyTypes").add("Ingress");
            if (!Tree.isEmpty(spec.path("egress"))) {
                Tree.list(spec, "policyTypes").add("Egress");
            }
        }
        for (String direction : List.of("ingress", "egress")) {
            for (ObjectNode rule : Tree.objects(spec, direction)) {
                for (ObjectNode port : Tree.objects(rule, "ports")) {
                    Tree.defaultText(port, "protocol", "TCP");
                }
            }
        }
    }

    @Override
    public void validate(ObjectNode policy, FieldErrors errors) {
        super.validate(policy, errors);
        JsonNode spec = policy.path("spec");
        SelectorValidation.selector(spec.path("podSelector"), SPEC.child("podSelector"), errors);
        JsonNode types = spec.path("policyTypes");
        if (types.size() > 2) {
            errors.invalid(SPEC.child("policyTypes"), types, "may not specify more than two policyTypes");
        } else {
            for (int i = 0; i < types.size(); i++) {
                String type = types.get(i).asString("");
                if (!type.equals("Ingress") && !type.equals("Egress")) {
                    errors.notSupported(SPEC.child("policyTypes").index(i), types.get(i), List.of("Egress", "Ingress"));
                }
            }
        }
        peers(spec, "ingress", "from", errors);
        peers(spec, "egress", "to", errors);
    }

    private static void peers(JsonNode spec, String direction, String field, FieldErrors errors) {
        int rules = 0;
        for (ObjectNode rule : Tree.objects(spec, direction)) {
            FieldPath rulePath = SPEC.child(direction).index(rules++);
            ports(rule, rulePath.child("ports"), errors);
            FieldPath path = rulePath.child(field);
            int index = 0;
            for (ObjectNode peer : Tree.objects(rule, field)) {
                FieldPath at = path.index(index++);
                boolean block = peer.path("ipBlock").isObject();
                if (peer.isEmpty()) {
                    errors.required(at, "must specify a peer");
                } else if (block && peer.size() > 1) {
                    errors.forbidden(at, "may not specify both ipBlock and another peer");
                } else if (block) {
                    block(peer.path("ipBlock"), at.child("ipBlock"), errors);
                }
                SelectorValidation.selector(peer.path("podSelector"), at.child("podSelector"), errors);
                SelectorValidation.selector(peer.path("namespaceSelector"), at.child("namespaceSelector"), errors);
            }
        }
    }

    private static void ports(ObjectNode rule, FieldPath path, FieldErrors errors) {
        int index = 0;
        for (ObjectNode port : Tree.objects(rule, "ports")) {
            FieldPath at = path.index(index++);
            Values.oneOf(port, "protocol", List.of("SCTP", "TCP", "UDP"), at, errors);
            JsonNode number = port.path("port");
            if (!number.isMissingNode()) {
                Values.portOrName(number, at.child("port"), errors);
            }
            if (!port.has("endPort")) {
                continue;
            }
            if (number.isMissingNode()) {
                errors.required(at.child("port"), "must be specified when endPort is specified");
            } else if (number.isString()) {
                errors.invalid(
                        at.child("endPort"), port.path("endPort"), "may not be specified when `port` is non-numeric");
            } else {
                Values.port(port.path("endPort"), at.child("endPort"), errors);
                if (Tree.number(port, "endPort", 0) < number.asLong(0)) {
                    errors.invalid(
                            at.child("endPort"), port.path("endPort"), "must be greater than or equal to `port`");
                }
            }
        }
    }

    private static void block(JsonNode block, FieldPath path, FieldErrors errors) {
        String cidr = Tree.text(block, "cidr");
        if (cidr.isEmpty()) {
            errors.required(path.child("cidr"), "");
            return;
        }
        if (!Addresses.isCidr(cidr)) {
            errors.invalid(path.child("cidr"), cidr, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return;
        }
        int index = 0;
        for (JsonNode except : block.path("except")) {
            FieldPath at = path.child("except").index(index++);
            String inner = except.asString("");
            if (!Addresses.isCidr(inner)) {
                errors.invalid(at, inner, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            } else if (!Addresses.strictlyWithin(inner, cidr)) {
                errors.invalid(at, inner, "must be a strict subset of `cidr`");
            }
        }
    }
}
