package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.IpRules;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about Endpoints. */
final class EndpointsStrategy extends ObjectStrategy {
    EndpointsStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public void setDefaults(ObjectNode endpoints) {
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            for (ObjectNode port : Tree.objects(subset, "ports")) {
                Tree.defaultText(port, "protocol", "TCP");
            }
        }
    }

    @Override
    public void validate(ObjectNode endpoints, FieldErrors errors) {
        super.validate(endpoints, errors);
        int subsets = 0;
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            FieldPath path = FieldPath.of("subsets").index(subsets++);
            if (Tree.isEmpty(subset.path("addresses")) && Tree.isEmpty(subset.path("notReadyAddresses"))) {
                errors.required(path, "must specify `addresses` or `notReadyAddresses`");
            }
            for (String list : List.of("addresses", "notReadyAddresses")) {
                int index = 0;
                for (ObjectNode address : Tree.objects(subset, list)) {
                    FieldPath at = path.child(list).index(index++);
                    if (!IpRules.ofTheApiServer(endpoints)) {
                        IpRules.reachable(address.path("ip"), at.child("ip"), errors);
                    }
                    name(address, "hostname", Names::label, at, errors);
                    name(address, "nodeName", Names::subdomain, at, errors);
                }
            }
            int index = 0;
            for (ObjectNode port : Tree.objects(subset, "ports")) {
                FieldPath at = path.child("ports").index(index++);
                String name = Tree.text(port, "name");
                if (!name.isEmpty() && Names.label(name) != null) {
                    errors.invalid(at.child("name"), name, Names.label(name));
                } else if (name.isEmpty() && subset.path("ports").size() > 1) {
                    errors.required(at.child("name"), "");
                }
                Values.port(port.path("port"), at.child("port"), errors);
                name(port, "appProtocol", Names::qualified, at, errors);
                Values.oneOf(port, "protocol", List.of("SCTP", "TCP", "UDP"), at, errors);
            }
        }
    }

    private static void name(ObjectNode holder, String field, Names.Rule rule, FieldPath path, FieldErrors errors) {
        String name = Tree.text(holder, field);
        String fault = name.isEmpty() ? null : rule.fault(name);
        if (fault != null) {
            errors.invalid(path.child(field), name, fault);
        }
    }
}
