package org.nakhoda.api.storage;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about classes of volume attributes: they never change. */
final class VolumeAttributesClassStrategy extends ObjectStrategy {
    private static final int MOST_PARAMETERS = 512;

    VolumeAttributesClassStrategy() {
        super(Scope.CLUSTER, Shape.PLAIN, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode attributes, FieldErrors errors) {
        super.validate(attributes, errors);
        DriverNames.required(attributes, "driverName", FieldPath.ROOT, errors);
        JsonNode parameters = attributes.path("parameters");
        if (Tree.isEmpty(parameters)) {
            errors.required("parameters", "must contain at least one key/value pair");
        } else if (parameters.size() > MOST_PARAMETERS) {
            errors.tooLong("parameters", MOST_PARAMETERS);
        }
        if (parameters.has("")) {
            errors.invalid("parameters", "", "field can not be empty.");
        }
    }

    @Override
    public void validateUpdate(ObjectNode attributes, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(attributes, old, errors);
        for (String field : List.of("driverName", "parameters")) {
            if (!Values.same(attributes.path(field), old.path(field))) {
                errors.forbidden(field, "updates to " + field + " are forbidden.");
            }
        }
    }
}
