package org.nakhoda.api.node;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.NodeLabels;
import org.nakhoda.api.core.ResourceValidation;
import org.nakhoda.api.core.TolerationValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about runtime classes: the handler is a name, and stays. */
final class RuntimeClassStrategy extends ObjectStrategy {
    private static final FieldPath SCHEDULING = FieldPath.of("scheduling");

    RuntimeClassStrategy() {
        super(Scope.CLUSTER, Shape.PLAIN, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode runtimeClass, FieldErrors errors) {
        super.validate(runtimeClass, errors);
        String handler = Tree.text(runtimeClass, "handler");
        String fault = Names.label(handler);
        if (fault != null) {
            errors.invalid("handler", handler, fault);
        }
        ResourceValidation.amounts(
                runtimeClass.path("overhead").path("podFixed"),
                FieldPath.of("overhead").child("podFixed"),
                errors);
        JsonNode scheduling = runtimeClass.path("scheduling");
        MetadataValidation.labels(scheduling.path("nodeSelector"), SCHEDULING.child("nodeSelector"), errors);
        TolerationValidation.validate(scheduling.path("tolerations"), SCHEDULING.child("tolerations"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode runtimeClass, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(runtimeClass, old, errors);
        Values.immutable(runtimeClass, old, "handler", FieldPath.ROOT, errors);
    }

    @Override
    public List<String> warnings(ObjectNode runtimeClass) {
        return NodeLabels.ofSelector(
                runtimeClass.path("scheduling").path("nodeSelector"), SCHEDULING.child("nodeSelector"));
    }
}
