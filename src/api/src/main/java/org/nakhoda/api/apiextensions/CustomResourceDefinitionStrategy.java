package org.nakhoda.api.apiextensions;

import com.google.re2j.PatternSyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about declarations: their names, exactly one stored version, and schemas that are structural. */
final class CustomResourceDefinitionStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");
    private static final List<String> LIST_TYPES = List.of("atomic", "set", "map");

    CustomResourceDefinitionStrategy() {
        super(Scope.CLUSTER, Shape.SPEC_AND_STATUS, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode definition) {
        ObjectNode spec = Tree.child(definition, "spec");
        if (spec.get("names") instanceof ObjectNode names) {
            String kind = Tree.text(names, "kind");
            if (!kind.isEmpty()) {
                Tree.defaultText(names, "singular", kind.toLowerCase(Locale.ROOT));
                Tree.defaultText(names, "listKind", kind + "List");
            }
        }
        ObjectNode conversion = Tree.child(spec, "conversion");
        Tree.defaultText(conversion, "strategy", "None");
        if (conversion.path("webhook").path("clientConfig").get("service") instanceof ObjectNode service) {
            Tree.defaultNumber(service, "port", 443);
        }
    }

    @Override
    public void validate(ObjectNode definition, FieldErrors errors) {
        super.validate(definition, errors);
        JsonNode spec = definition.path("spec");
        validateNames(definition, spec, errors);
        Values.oneOf(spec, "scope", List.of("Cluster", "Namespaced"), SPEC, errors);
        Values.required(spec, "scope", SPEC, errors);
        validateVersions(spec, errors);
        Values.oneOf(spec.path("conversion"), "strategy", List.of("None", "Webhook"), SPEC.child("conversion"), errors);
        if (Tree.text(spec, "conversion", "strategy").equals("Webhook")
                && !spec.path("conversion").path("webhook").path("clientConfig").isObject()) {
            errors.required(SPEC.child("conversion", "webhook").child("clientConfig"), "");
        }
    }

    private static void validateNames(ObjectNode definition, JsonNode spec, FieldErrors errors) {
        JsonNode names = spec.path("names");
        String group = Tree.text(spec, "group");
        String plural = Tree.text(names, "plural");
        if (Values.required(spec, "group", SPEC, errors)) {
            name(spec, "group", SPEC, Names.subdomain(group), errors);
            if (group.indexOf('.') < 0) {
                errors.invalid(SPEC.child("group"), group, "should be a domain with at least one dot");
            }
        }
        FieldPath path = SPEC.child("names");
        if (Values.required(names, "plural", path, errors)) {
            name(names, "plural", path, Names.dns1035Label(plural), errors);
        }
        if (Values.required(names, "kind", path, errors)) {
            name(
                    names,
                    "kind",
                    path,
                    Names.dns1035Label(Tree.text(names, "kind").toLowerCase(Locale.ROOT)),
                    errors);
        }
        if (!Tree.text(names, "singular").isEmpty()) {
            name(names, "singular", path, Names.dns1035Label(Tree.text(names, "singular")), errors);
        }
        if (!Tree.text(names, "kind").isEmpty() && Tree.text(names, "kind").equals(Tree.text(names, "listKind"))) {
            errors.invalid(
                    path.child("listKind"), Tree.text(names, "listKind"), "kind and listKind may not be the same");
        }
        int at = 0;
        for (JsonNode shortName : names.path("shortNames")) {
            String fault = Names.dns1035Label(shortName.asString(""));
            if (fault != null) {
                errors.invalid(path.child("shortNames").index(at), shortName, fault);
            }
            at++;
        }
        String wanted = plural + "." + group;
        if (!plural.isEmpty()
                && !group.isEmpty()
                && !Tree.text(definition, "metadata", "name").equals(wanted)) {
            errors.invalid(
                    FieldPath.of("metadata").child("name"),
                    Tree.text(definition, "metadata", "name"),
                    "must be spec.names.plural+\".\"+spec.group");
        }
    }

    private static void name(JsonNode parent, String field, FieldPath path, String fault, FieldErrors errors) {
        if (fault != null) {
            errors.invalid(path.child(field), parent.path(field), fault);
        }
    }

    private static void validateVersions(JsonNode spec, FieldErrors errors) {
        FieldPath path = SPEC.child("versions");
        Set<String> seen = new HashSet<>();
        int stored = 0;
        int at = 0;
        for (ObjectNode version : Tree.objects(spec, "versions")) {
            FieldPath here = path.index(at++);
            if (Values.required(version, "name", here, errors)) {
                String name = Tree.text(version, "name");
                name(version, "name", here, Names.dns1035Label(name), errors);
                if (!seen.add(name)) {
                    errors.invalid(path, name, "must contain unique version names");
                }
            }
            stored += Tree.flag(version, "storage") ? 1 : 0;
            JsonNode schema = version.path("schema").path("openAPIV3Schema");
            FieldPath schemaPath = here.child("schema").child("openAPIV3Schema");
            if (!schema.isObject()) {
                errors.required(schemaPath, "schemas are required");
            } else {
                if (!Tree.text(schema, "type").equals("object")) {
                    errors.invalid(schemaPath.child("type"), schema.path("type"), "must be object at the root");
                }
                validateSchema(schema, schemaPath, errors);
            }
            validateColumns(version, here, errors);
            validateSubresources(version, here, errors);
        }
        if (at == 0) {
            errors.required(path, "must have at least one version");
        } else if (stored != 1) {
            errors.invalid(path, Integer.toString(stored), "must have exactly one version marked as storage version");
        }
    }

    /** The rules of a structural schema: each value has one type, stated where it stands. */
    private static void validateSchema(JsonNode schema, FieldPath path, FieldErrors errors) {
        String type = Tree.text(schema, "type");
        boolean open = Tree.flag(schema, "x-kubernetes-preserve-unknown-fields");
        boolean intOrString = Tree.flag(schema, "x-kubernetes-int-or-string");
        if (type.isEmpty()) {
            if (!open && !intOrString) {
                errors.required(path.child("type"), "must not be empty for specified object fields");
            }
        } else if (!TYPES.contains(type)) {
            errors.notSupported(path.child("type"), schema.path("type"), TYPES);
        }
        if (intOrString && !type.isEmpty()) {
            errors.invalid(
                    path.child("type"), schema.path("type"), "must be empty if x-kubernetes-int-or-string is true");
        }
        if (Tree.flag(schema, "uniqueItems")) {
            errors.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes" + " quadratic");
        }
        if (schema.has("$ref")) {
            errors.forbidden(path.child("$ref"), "$ref is not supported");
        }
        if (schema.path("properties").size() > 0
                && schema.path("additionalProperties").isObject()) {
            errors.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        }
        Values.oneOf(schema, "x-kubernetes-list-type", LIST_TYPES, path, errors);
        if (Tree.text(schema, "x-kubernetes-list-type").equals("map")
                && schema.path("x-kubernetes-list-map-keys").isEmpty()) {
            errors.required(
                    path.child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        }
        if (type.equals("array") && !schema.path("items").isObject()) {
            errors.required(path.child("items"), "must be specified");
        }
        pattern(schema, path, errors);
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            validateSchema(property.getValue(), path.child("properties").key(property.getKey()), errors);
        }
        if (schema.path("items").isObject()) {
            validateSchema(schema.path("items"), path.child("items"), errors);
        }
        if (schema.path("additionalProperties").isObject()) {
            validateSchema(schema.path("additionalProperties"), path.child("additionalProperties"), errors);
        }
    }

    private static void pattern(JsonNode schema, FieldPath path, FieldErrors errors) {
        String pattern = Tree.text(schema, "pattern");
        if (!pattern.isEmpty()) {
            try {
                StructuralValidation.pattern(pattern);
            } catch (PatternSyntaxException e) {
                errors.invalid(
                        path.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getDescription());
            }
        }
    }

    private static void validateColumns(JsonNode version, FieldPath path, FieldErrors errors) {
        int at = 0;
        for (ObjectNode column : Tree.objects(version, "additionalPrinterColumns")) {
            FieldPath here = path.child("additionalPrinterColumns").index(at++);
            Values.required(column, "name", here, errors);
            Values.required(column, "type", here, errors);
            if (Values.required(column, "jsonPath", here, errors)) {
                jsonPath(column, "jsonPath", here, errors);
            }
        }
    }

    private static void validateSubresources(JsonNode version, FieldPath path, FieldErrors errors) {
        JsonNode scale = version.path("subresources").path("scale");
        if (scale.isObject()) {
            FieldPath here = path.child("subresources").child("scale");
            replicasPath(scale, "specReplicasPath", ".spec.", here, errors);
            replicasPath(scale, "statusReplicasPath", ".status.", here, errors);
            if (!Tree.text(scale, "labelSelectorPath").isEmpty()) {
                jsonPath(scale, "labelSelectorPath", here, errors);
            }
        }
    }

    private static void replicasPath(JsonNode scale, String field, String prefix, FieldPath path, FieldErrors errors) {
        if (!Values.required(scale, field, path, errors)) {
            return;
        }
        if (!Tree.text(scale, field).startsWith(prefix)) {
            errors.invalid(
                    path.child(field),
                    scale.path(field),
                    "should be a json path under " + prefix.replaceAll("\\.$", ""));
        }
        jsonPath(scale, field, path, errors);
    }

    private static void jsonPath(JsonNode parent, String field, FieldPath path, FieldErrors errors) {
        try {
            PrinterPath.parse(Tree.text(parent, field));
        } catch (IllegalArgumentException e) {
            errors.invalid(path.child(field), parent.path(field), e.getMessage());
        }
    }

    @Override
    public void validateUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(definition, old, errors);
        Values.immutable(definition.path("spec"), old.path("spec"), "group", SPEC, errors);
        Values.immutable(definition.path("spec"), old.path("spec"), "scope", SPEC, errors);
        Values.immutable(
                definition.path("spec").path("names"),
                old.path("spec").path("names"),
                "plural",
                SPEC.child("names"),
                errors);
        Values.immutable(
                definition.path("spec").path("names"),
                old.path("spec").path("names"),
                "kind",
                SPEC.child("names"),
                errors);
        Set<String> names = new HashSet<>();
        Tree.objects(definition.path("spec"), "versions").forEach(version -> names.add(Tree.text(version, "name")));
        for (JsonNode stored : old.path("status").path("storedVersions")) {
            if (!names.contains(stored.asString(""))) {
                errors.invalid(
                        FieldPath.of("status").child("storedVersions"),
                        stored,
                        "missing from spec.versions; objects may still be stored in it");
            }
        }
    }
}
