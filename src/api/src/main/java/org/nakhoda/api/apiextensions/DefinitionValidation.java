package org.nakhoda.api.apiextensions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes demands of a definition besides its schemas: names, versions, what has to stay, and who approved it. */
final class DefinitionValidation {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STORED = FieldPath.of("status").child("storedVersions");
    private static final int DEPRECATION_BYTES = 256;

    private DefinitionValidation() {}

    static void names(ObjectNode definition, FieldErrors errors) {
        JsonNode spec = definition.path("spec");
        JsonNode names = spec.path("names");
        String group = Tree.text(spec, "group");
        String plural = Tree.text(names, "plural");
        if (Values.required(spec, "group", SPEC, errors)) {
            fault(SPEC.child("group"), spec.path("group"), Names.subdomain(group), errors);
            if (group.indexOf('.') < 0) {
                errors.invalid(SPEC.child("group"), group, "should be a domain with at least one dot");
            }
        }
        FieldPath path = SPEC.child("names");
        accepted(names, path, errors);
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

    /** Names, asked for or accepted. */
    private static void accepted(JsonNode names, FieldPath path, FieldErrors errors) {
        for (String field : List.of("plural", "singular", "kind", "listKind")) {
            String name = Tree.text(names, field);
            if (name.isEmpty()) {
                if (!field.equals("singular")) {
                    errors.required(path.child(field), "");
                }
            } else {
                boolean kind = field.equals("kind") || field.equals("listKind");
                String label = kind ? name.toLowerCase(Locale.ROOT) : name;
                fault(path.child(field), names.path(field), Names.dns1035Label(label), errors);
            }
        }
        if (!Tree.text(names, "kind").isEmpty() && Tree.text(names, "kind").equals(Tree.text(names, "listKind"))) {
            errors.invalid(
                    path.child("listKind"), Tree.text(names, "listKind"), "kind and listKind may not be the same");
        }
        for (String field : List.of("shortNames", "categories")) {
            int at = 0;
            for (JsonNode name : names.path(field)) {
                fault(path.child(field).index(at++), name, Names.dns1035Label(name.asString("")), errors);
            }
        }
    }

    private static void fault(FieldPath path, JsonNode value, String fault, FieldErrors errors) {
        if (fault != null) {
            errors.invalid(path, value, fault);
        }
    }

    /** The versions as a whole; {@link VersionValidation} looks at each. */
    static void versions(JsonNode spec, FieldErrors errors) {
        FieldPath path = SPEC.child("versions");
        Set<String> seen = new HashSet<>();
        int stored = 0;
        int at = 0;
        boolean unique = true;
        for (ObjectNode version : Tree.objects(spec, "versions")) {
            FieldPath here = path.index(at++);
            if (Values.required(version, "name", here, errors)) {
                String name = Tree.text(version, "name");
                fault(here.child("name"), version.path("name"), Names.dns1035Label(name), errors);
                unique &= seen.add(name);
            }
            stored += Tree.flag(version, "storage") ? 1 : 0;
            deprecation(version, here, errors);
        }
        if (!unique) {
            errors.invalid(path, spec.path("versions"), "must contain unique version names");
        }
        if (at == 0) {
            errors.required(path, "must have at least one version");
        } else if (stored != 1) {
            errors.invalid(path, spec.path("versions"), "must have exactly one version marked as storage version");
        }
    }

    private static void deprecation(JsonNode version, FieldPath path, FieldErrors errors) {
        JsonNode warning = version.path("deprecationWarning");
        if (!warning.isString()) {
            return;
        }
        FieldPath here = path.child("deprecationWarning");
        String text = warning.asString();
        if (!Tree.flag(version, "deprecated")) {
            errors.invalid(here, warning, "can only be set for deprecated versions");
        }
        if (text.isEmpty()) {
            errors.invalid(here, warning, "must not be an empty string");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > DEPRECATION_BYTES) {
            errors.tooLong(here, DEPRECATION_BYTES);
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || !Character.isDefined(text.charAt(i))) {
                errors.invalid(
                        here,
                        warning,
                        "must only contain printable UTF-8 characters; non-printable character found at index " + i);
                return;
            }
        }
    }

    /** What may not be changed: what objects are found by, and, once the kind is in use, what they are. */
    static void immutable(JsonNode definition, JsonNode old, FieldErrors errors) {
        JsonNode spec = definition.path("spec");
        JsonNode before = old.path("spec");
        Values.immutable(spec, before, "group", SPEC, errors);
        Values.immutable(spec.path("names"), before.path("names"), "plural", SPEC.child("names"), errors);
        if (DefinitionConditions.isTrue(old, "Established")) {
            Values.immutable(spec, before, "scope", SPEC, errors);
            Values.immutable(spec.path("names"), before.path("names"), "kind", SPEC.child("names"), errors);
        }
    }

    /** No version goes in which an object may still be stored. */
    static void storedVersions(JsonNode definition, FieldErrors errors) {
        JsonNode stored = definition.path("status").path("storedVersions");
        if (stored.isEmpty()) {
            errors.invalid(STORED, stored.isArray() ? stored : null, "must have at least one stored version");
        }
        Map<String, Integer> left = new HashMap<>();
        for (int i = 0; i < stored.size(); i++) {
            left.put(stored.get(i).asString(""), i);
        }
        for (ObjectNode version : Tree.objects(definition.path("spec"), "versions")) {
            String name = Tree.text(version, "name");
            if (left.remove(name) == null && Tree.flag(version, "storage")) {
                errors.invalid(STORED, stored.isArray() ? stored : null, "must have the storage version " + name);
            }
        }
        List<Map.Entry<String, Integer>> missing = new ArrayList<>(left.entrySet());
        missing.sort(Map.Entry.comparingByValue());
        for (Map.Entry<String, Integer> version : missing) {
            errors.invalid(
                    STORED.index(version.getValue()),
                    version.getKey(),
                    "missing from spec.versions; " + version.getKey() + " was previously a storage version, and must"
                            + " remain in spec.versions until its objects are stored in another version and it is"
                            + " removed from status.storedVersions");
        }
    }

    /** Groups of Kubernetes' community are not for everybody: somebody must have approved of what is declared there. */
    static void approval(JsonNode definition, FieldErrors errors) {
        ApiApproval approval = ApiApproval.of(definition);
        FieldPath path = FieldPath.of("metadata").child("annotations").key(ApiApproval.ANNOTATION);
        if (approval.state() == ApiApproval.State.MISSING) {
            errors.required(path, "protected groups must have approval annotation \"" + ApiApproval.ANNOTATION + "\"");
        } else if (approval.state() == ApiApproval.State.INVALID) {
            errors.invalid(path, approval.value(), approval.message());
        }
    }
}
