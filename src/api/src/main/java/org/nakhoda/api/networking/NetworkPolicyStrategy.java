package org.nakhoda.api.networking;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
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
        for (JsonNode type : spec.path("policyTypes")) {
            if (!type.asString("").equals("Ingress") && !type.asString("").equals("Egress")) {
                errors.notSupported(SPEC.child("policyTypes"), type, List.of("Egress", "Ingress"));
            }
        }
        peers(spec, "ingress", "from", errors);
        peers(spec, "egress", "to", errors);
    }

    private static void peers(JsonNode spec, String direction, String field, FieldErrors errors) {
        int rules = 0;
        for (ObjectNode rule : Tree.objects(spec, direction)) {
            FieldPath path = SPEC.child(direction).index(rules++).child(field);
            int index = 0;
            for (ObjectNode peer : Tree.objects(rule, field)) {
                FieldPath at = path.index(index++);
                boolean block = peer.path("ipBlock").isObject();
                if (peer.isEmpty()) {
                    errors.required(at, "must specify a peer");
                } else if (block && peer.size() > 1) {
                    errors.forbidden(at, "may not specify both ipBlock and another peer");
                } else if (block && !Addresses.isCidr(Tree.text(peer.path("ipBlock"), "cidr"))) {
                    errors.invalid(
                            at.child("ipBlock", "cidr"),
                            Tree.text(peer.path("ipBlock"), "cidr"),
                            "must be a valid CIDR (e.g. 10.9.8.0/24)");
                }
                SelectorValidation.selector(peer.path("podSelector"), at.child("podSelector"), errors);
                SelectorValidation.selector(peer.path("namespaceSelector"), at.child("namespaceSelector"), errors);
            }
        }
    }
}
