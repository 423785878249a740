package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.cel.AdmissionLanguage;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Result;
import org.nakhoda.apiserver.cel.ExpressionFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks for what a policy's validations do wrong with the kinds that the policy names: fields that they do not have, values
 * of another type. Rules with wildcards name no kind.
 */
final class TypeCheck {
    private static final int MOST_KINDS = 10;

    private final Catalogue catalogue;

    TypeCheck(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What stands in the policy's {@code status.typeChecking}. */
    ObjectNode of(JsonNode spec) {
        Map<ResourceType, AdmissionLanguage> languages = new LinkedHashMap<>();
        for (ResourceType type : kinds(spec.path("matchConstraints"))) {
            languages.put(type, language(spec, type));
        }
        ArrayNode warnings = Json.array();
        int index = 0;
        for (ObjectNode validation : Tree.objects(spec, "validations")) {
            String path = "spec.validations[" + index++ + "].";
            for (String field : List.of("expression", "messageExpression")) {
                String text = Tree.text(validation, field);
                if (!text.isBlank()) {
                    warn(path + field, text, languages, warnings);
                }
            }
        }
        ObjectNode checked = Json.object();
        if (!warnings.isEmpty()) {
            checked.set("expressionWarnings", warnings);
        }
        return checked;
    }

    private static void warn(
            String field, String text, Map<ResourceType, AdmissionLanguage> languages, ArrayNode warnings) {
        List<String> found = new ArrayList<>();
        languages.forEach((type, language) ->
                language.issues(text).ifPresent(issues -> found.add(ObjectKind.of(type) + ": " + issues)));
        if (!found.isEmpty()) {
            warnings.addObject().put("fieldRef", field).put("warning", String.join("\n", found));
        }
    }

    private AdmissionLanguage language(JsonNode spec, ResourceType type) {
        AdmissionLanguage language = AdmissionLanguage.about(
                type.schema(), spec.path("paramKind").isObject(), paramSchema(spec.path("paramKind")));
        for (ObjectNode variable : Tree.objects(spec, "variables")) {
            String name = Tree.text(variable, "name");
            try {
                language.declare(name, language.compile(Tree.text(variable, "expression"), Result.ANY, true));
            } catch (ExpressionFault e) {
                language.declare(name);
            }
        }
        return language;
    }

    private Optional<Schema> paramSchema(JsonNode kind) {
        String apiVersion = Tree.text(kind, "apiVersion");
        int slash = apiVersion.indexOf('/');
        return catalogue
                .byKind(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        apiVersion.substring(slash + 1),
                        Tree.text(kind, "kind"))
                .map(ResourceType::schema);
    }

    private List<ResourceType> kinds(JsonNode match) {
        List<ResourceType> kinds = new ArrayList<>();
        for (ObjectNode rule : Tree.objects(match, "resourceRules")) {
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode version : rule.path("apiVersions")) {
                    for (JsonNode resource : rule.path("resources")) {
                        catalogue
                                .byResource(group.asString(""), version.asString(""), resource.asString(""))
                                .filter(type -> kinds.size() < MOST_KINDS && !kinds.contains(type))
                                .ifPresent(kinds::add);
                    }
                }
            }
        }
        return kinds;
    }
}
