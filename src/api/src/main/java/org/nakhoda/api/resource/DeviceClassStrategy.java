package org.nakhoda.api.resource;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about device classes. */
final class DeviceClassStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    DeviceClassStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode deviceClass, FieldErrors errors) {
        super.validate(deviceClass, errors);
        JsonNode spec = deviceClass.path("spec");
        DeviceClaims.selectors(spec.path("selectors"), SPEC.child("selectors"), errors);
        DeviceClaims.configurations(spec.path("config"), SPEC.child("config"), errors);
        String name = Tree.text(spec, "extendedResourceName");
        String fault =
                name.isEmpty() ? null : name.indexOf('/') < 0 ? "must have a domain prefix" : Names.qualified(name);
        if (fault != null) {
            errors.invalid(SPEC.child("extendedResourceName"), name, fault);
        }
    }
}
