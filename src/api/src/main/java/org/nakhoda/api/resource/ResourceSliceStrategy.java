package org.nakhoda.api.resource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.storage.DriverNames;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about offers of devices. */
final class ResourceSliceStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_DEVICES = 128;
    private static final int MOST_ATTRIBUTES = 32;

    ResourceSliceStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode slice, FieldErrors errors) {
        super.validate(slice, errors);
        JsonNode spec = slice.path("spec");
        DriverNames.required(spec, "driver", SPEC, errors);
        pool(spec.path("pool"), SPEC.child("pool"), errors);
        where(spec, errors);
        JsonNode devices = spec.path("devices");
        DeviceClaims.atMost(devices, MOST_DEVICES, SPEC.child("devices"), errors);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode device : Tree.objects(devices)) {
            FieldPath at = SPEC.child("devices").index(index++);
            if (Values.required(device, "name", at, errors)) {
                String name = Tree.text(device, "name");
                String fault = Names.label(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                } else if (!names.add(name)) {
                    errors.duplicate(at.child("name"), device.path("name"));
                }
            }
            if (device.path("attributes").size() + device.path("capacity").size() > MOST_ATTRIBUTES) {
                errors.invalid(
                        at,
                        Integer.toString(device.path("attributes").size()
                                + device.path("capacity").size()),
                        "the total number of attributes and capacities must not exceed " + MOST_ATTRIBUTES);
            }
            attributes(device.path("attributes"), at.child("attributes"), errors);
        }
    }

    private static void pool(JsonNode pool, FieldPath path, FieldErrors errors) {
        if (Values.required(pool, "name", path, errors)) {
            for (String part : Tree.text(pool, "name").split("/", -1)) {
                String fault = Names.subdomain(part);
                if (fault != null) {
                    errors.invalid(path.child("name"), pool.path("name"), fault);
                }
            }
        }
        if (Tree.number(pool, "resourceSliceCount", 0) <= 0) {
            errors.invalid(
                    path.child("resourceSliceCount"), pool.path("resourceSliceCount"), "must be greater than zero");
        }
        if (Tree.number(pool, "generation", 0) < 0) {
            errors.invalid(path.child("generation"), pool.path("generation"), "must be greater than or equal to zero");
        }
    }

    private static void where(JsonNode spec, FieldErrors errors) {
        int ways = (Tree.text(spec, "nodeName").isEmpty() ? 0 : 1)
                + (spec.path("nodeSelector").isObject() ? 1 : 0)
                + (Tree.flag(spec, "allNodes") ? 1 : 0)
                + (Tree.flag(spec, "perDeviceNodeSelection") ? 1 : 0);
        String rule = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        if (ways == 0) {
            errors.required(SPEC, rule);
        } else if (ways > 1) {
            errors.invalid(SPEC, spec, rule);
        }
    }

    /** Each attribute is exactly one of a boolean, a number, a text and a version. */
    private static void attributes(JsonNode attributes, FieldPath path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            FieldPath at = path.key(attribute.getKey());
            String fault = attribute.getKey().indexOf('/') < 0 ? null : Names.qualified(attribute.getKey());
            if (fault != null) {
                errors.invalid(at, attribute.getKey(), fault);
            }
            int values = 0;
            for (String type : List.of("bool", "int", "string", "version")) {
                values += attribute.getValue().has(type) ? 1 : 0;
            }
            if (values == 0) {
                errors.required(at, "exactly one value must be specified");
            } else if (values > 1) {
                errors.invalid(at, attribute.getValue(), "exactly one value must be specified");
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode slice, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(slice, old, errors);
        JsonNode spec = slice.path("spec");
        JsonNode before = old.path("spec");
        Values.immutable(spec, before, "driver", SPEC, errors);
        Values.immutable(spec, before, "nodeName", SPEC, errors);
        Values.immutable(spec.path("pool"), before.path("pool"), "name", SPEC.child("pool"), errors);
    }
}
