package org.nakhoda.api.apiextensions;

import java.util.Map;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a declaration says about its objects: defaults and validation by its schema, a status if it has the subresource. */
final class CustomResourceStrategy extends ObjectStrategy {
    private final JsonNode schema;
    private final SchemaRules rules;

    CustomResourceStrategy(Scope scope, boolean status, JsonNode schema, SchemaRules rules) {
        super(scope, status ? Shape.SPEC_AND_STATUS : Shape.SPEC, Names::subdomain);
        this.schema = schema;
        this.rules = rules;
    }

    @Override
    public void setDefaults(ObjectNode object) {
        fillIn(schema, object);
    }

    /** Fields that are absent, and nulls where null is no value; then what is below, also below a default. */
    static void fillIn(JsonNode schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                JsonNode declared = property.getValue();
                JsonNode present = object.get(property.getKey());
                boolean absent = present == null
                        || present.isNull() && !declared.path("nullable").asBoolean(false);
                if (absent && declared.has("default")) {
                    present = declared.get("default").deepCopy();
                    object.set(property.getKey(), present);
                }
                if (present != null) {
                    fillIn(declared, present);
                }
            }
            JsonNode additional = schema.path("additionalProperties");
            if (additional.isObject()) {
                object.properties().forEach(entry -> fillIn(additional, entry.getValue()));
            }
        } else if (value.isArray()) {
            value.forEach(item -> fillIn(schema.path("items"), item));
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        super.validate(object, errors);
        new StructuralValidation(errors).value(schema, object, FieldPath.ROOT);
    }

    /** Rules count on the shape of what they judge, so that they are silent about an object that is wrong already. */
    private void judge(ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (errors.isEmpty()) {
            rules.judge(object, old, errors);
        }
    }

    @Override
    public void validateCreate(ObjectNode object, FieldErrors errors) {
        super.validateCreate(object, errors);
        judge(object, null, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(object, old, errors);
        judge(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(object, old, errors);
        new StructuralValidation(errors).value(schema, object, FieldPath.ROOT);
        judge(object, old, errors);
    }
}
