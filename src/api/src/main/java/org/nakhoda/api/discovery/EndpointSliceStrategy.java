package org.nakhoda.api.discovery;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.IpRules;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about endpoint slices. */
final class EndpointSliceStrategy extends ObjectStrategy {
    private static final int MOST_ADDRESSES = 100;
    private static final int MOST_HINTS = 8;
    private static final int MOST_PORTS = 20_000;
    private static final int MOST_ENDPOINTS = 1000;

    EndpointSliceStrategy() {
        super(Shape.SPEC);
    }

    @Override
    public void setDefaults(ObjectNode slice) {
        for (ObjectNode port : Tree.objects(slice, "ports")) {
            if (Tree.absent(port, "name")) {
                port.put("name", "");
            }
            Tree.defaultText(port, "protocol", "TCP");
        }
    }

    @Override
    public void validate(ObjectNode slice, FieldErrors errors) {
        super.validate(slice, errors);
        if (Values.required(slice, "addressType", FieldPath.ROOT, errors)) {
            Values.oneOf(slice, "addressType", List.of("FQDN", "IPv4", "IPv6"), FieldPath.ROOT, errors);
        }
        JsonNode endpoints = slice.path("endpoints");
        if (endpoints.size() > MOST_ENDPOINTS) {
            errors.tooMany("endpoints", endpoints.size(), MOST_ENDPOINTS);
            return;
        }
        ports(slice.path("ports"), errors);
        String type = Tree.text(slice, "addressType");
        int index = 0;
        for (ObjectNode endpoint : Tree.objects(endpoints)) {
            FieldPath path = FieldPath.of("endpoints").index(index++);
            FieldPath at = path.child("addresses");
            String hostname = Tree.text(endpoint, "hostname");
            if (!hostname.isEmpty() && Names.label(hostname) != null) {
                errors.invalid(path.child("hostname"), hostname, Names.label(hostname));
            }
            JsonNode addresses = endpoint.path("addresses");
            if (addresses.isEmpty()) {
                errors.required(at, "must contain at least 1 address");
            } else if (addresses.size() > MOST_ADDRESSES) {
                errors.tooMany(at, addresses.size(), MOST_ADDRESSES);
            }
            String node = Tree.text(endpoint, "nodeName");
            if (!node.isEmpty() && Names.subdomain(node) != null) {
                errors.invalid(path.child("nodeName"), node, Names.subdomain(node));
            }
            JsonNode zones = endpoint.path("hints").path("forZones");
            if (zones.size() > MOST_HINTS) {
                errors.tooMany(path.child("hints", "forZones"), zones.size(), MOST_HINTS);
            }
            int position = 0;
            for (JsonNode address : addresses) {
                String text = address.asString("");
                boolean good =
                        switch (type) {
                            case "IPv4" -> Addresses.isIpv4(text);
                            case "IPv6" -> Addresses.isIpv6(text);
                            default -> true;
                        };
                if (good && type.startsWith("IPv")) {
                    if (!IpRules.ofTheApiServer(slice)) {
                        IpRules.reachable(address, at.index(position), errors);
                    }
                } else if (good && Names.subdomain(text) != null) {
                    errors.invalid(at.index(position), address, Names.subdomain(text));
                }
                if (!good) {
                    errors.invalid(at.index(position), address, "must be a valid " + type + " address");
                }
                position++;
            }
        }
    }

    private static void ports(JsonNode ports, FieldErrors errors) {
        if (ports.size() > MOST_PORTS) {
            errors.tooMany("ports", ports.size(), MOST_PORTS);
            return;
        }
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode port : Tree.objects(ports)) {
            FieldPath at = FieldPath.of("ports").index(index++);
            String name = Tree.text(port, "name");
            if (!name.isEmpty() && Names.label(name) != null) {
                errors.invalid(at.child("name"), name, Names.label(name));
            }
            if (!names.add(name)) {
                errors.duplicate(at.child("name"), port.path("name"));
            }
            Values.oneOf(port, "protocol", List.of("SCTP", "TCP", "UDP"), at, errors);
            String application = Tree.text(port, "appProtocol");
            if (!application.isEmpty() && Names.qualified(application) != null) {
                errors.invalid(at.child("appProtocol"), application, Names.qualified(application));
            }
            if (port.has("port")) {
                Values.port(port.path("port"), at.child("port"), errors);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode slice, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(slice, old, errors);
        Values.immutable(slice, old, "addressType", FieldPath.ROOT, errors);
    }
}
