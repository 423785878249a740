package org.nakhoda.api.apiextensions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What a declaration says about its objects: defaults and validation by its schema, a status if it has the subresource. */
final class CustomResourceStrategy extends ObjectStrategy {
    private static final Set<String> STANDARD_FINALIZERS = Set.of("foregroundDeletion", "kubernetes", "orphan");

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

    /** Rules count on the shape of what they judge, so that they are silent about an object that is wrong already. */
    private void judge(ObjectNode object, ObjectNode old, FieldErrors errors) {
        if (errors.isEmpty()) {
            rules.judge(object, old, errors);
        }
    }

    @Override
    public void validateCreate(ObjectNode object, FieldErrors errors) {
        super.validateCreate(object, errors);
        StructuralValidation.judge(schema, object, errors);
        judge(object, null, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(object, old, errors);
        StructuralValidation.judge(schema, object, old, errors);
        judge(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(object, old, errors);
        StructuralValidation.judge(schema, object, old, errors);
        judge(object, old, errors);
    }

    /** There is no telling what a custom resource's status is made of. */
    @Override
    protected ObjectNode firstStatus() {
        return null;
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        return finalizers(object, MissingNode.getInstance());
    }

    @Override
    public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return finalizers(object, old);
    }

    /** New finalizers whose names somebody else might choose as well. */
    private static List<String> finalizers(JsonNode object, JsonNode old) {
        JsonNode finalizers = object.path("metadata").path("finalizers");
        if (finalizers.isEmpty()) {
            return List.of();
        }
        Set<String> known = new HashSet<>(STANDARD_FINALIZERS);
        old.path("metadata").path("finalizers").forEach(finalizer -> known.add(finalizer.asString("")));
        List<String> warnings = new ArrayList<>(0);
        for (JsonNode finalizer : finalizers) {
            String name = finalizer.asString("");
            if (name.indexOf('/') < 0 && known.add(name)) {
                warnings.add(
                        "metadata.finalizers: \"" + name + "\": prefer a domain-qualified finalizer name including "
                                + "a path (/) to avoid accidental conflicts with other finalizer writers");
            }
        }
        return warnings;
    }
}
