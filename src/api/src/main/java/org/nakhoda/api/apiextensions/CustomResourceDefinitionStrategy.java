package org.nakhoda.api.apiextensions;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
            validateColumns(version, here, errors);
            validateSubresources(version, here, errors);
        }
        if (at == 0) {
            errors.required(path, "must have at least one version");
        } else if (stored != 1) {
            errors.invalid(path, Integer.toString(stored), "must have exactly one version marked as storage version");
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
    public void validateCreate(ObjectNode definition, FieldErrors errors) {
        super.validateCreate(definition, errors);
        SchemaDeclaration.of(definition).forEach(declared -> declared.judge(true, errors));
    }

    /** Schemas that were stored are not judged by what they were not judged by before. */
    private static void validateSchemas(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        List<SchemaDeclaration> before = SchemaDeclaration.of(old);
        List<SchemaDeclaration> now = SchemaDeclaration.of(definition);
        if (schemas(now).equals(schemas(before))) {
            return;
        }
        boolean structural = before.stream().allMatch(declared -> StructuralRules.hold(declared.schema()));
        now.forEach(declared -> declared.judge(structural, errors));
    }

    private static List<JsonNode> schemas(List<SchemaDeclaration> declared) {
        return declared.stream().map(SchemaDeclaration::schema).toList();
    }

    @Override
    public void validateUpdate(ObjectNode definition, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(definition, old, errors);
        validateSchemas(definition, old, errors);
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
