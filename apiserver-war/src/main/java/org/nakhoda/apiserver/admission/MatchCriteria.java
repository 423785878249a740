package org.nakhoda.apiserver.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which requests a webhook or a policy is about (Kubernetes' MatchResources).
 *
 * @param rules missing if every resource matches
 * @param equivalent whether a rule may name another version of the resource
 */
public record MatchCriteria(
        JsonNode rules, JsonNode excluded, LabelSelector namespaces, LabelSelector objects, boolean equivalent) {
    private static final GroupResource NAMESPACES = GroupResource.core("namespaces");

    /** What a webhook says of itself. */
    public static MatchCriteria ofWebhook(JsonNode webhook) {
        return of(webhook, "rules");
    }

    /** What stands in a policy's matchConstraints, or in a binding's matchResources. */
    public static MatchCriteria ofPolicy(JsonNode match) {
        return of(match, "resourceRules");
    }

    private static MatchCriteria of(JsonNode match, String rules) {
        return new MatchCriteria(
                match.path(rules),
                match.path("excludeResourceRules"),
                LabelSelector.fromObject(match.path("namespaceSelector")),
                LabelSelector.fromObject(match.path("objectSelector")),
                match.path("matchPolicy").asString("Equivalent").equals("Equivalent"));
    }

    /** The version of the resource in which the request matches; empty if it does not. */
    public Optional<ResourceType> match(AdmissionRequest request, ClusterStore store, Catalogue catalogue) {
        if (!excluded.isEmpty() && matched(excluded, request, catalogue).isPresent()) {
            return Optional.empty();
        }
        Optional<ResourceType> found =
                rules.isEmpty() ? Optional.of(request.type()) : matched(rules, request, catalogue);
        return found.filter(type -> namespaceSelected(request, store) && objectSelected(request));
    }

    private Optional<ResourceType> matched(JsonNode candidates, AdmissionRequest request, Catalogue catalogue) {
        if (matches(candidates, request, request.type())) {
            return Optional.of(request.type());
        }
        if (!equivalent) {
            return Optional.empty();
        }
        return catalogue.all().stream()
                .filter(type -> type != request.type()
                        && type.storageResource().equals(request.type().storageResource())
                        && matches(candidates, request, type))
                .findFirst();
    }

    /** Whether a rule names this operation on this version of the resource. */
    private static boolean matches(JsonNode rules, AdmissionRequest request, ResourceType type) {
        for (JsonNode rule : rules) {
            if (has(rule, "operations", request.operation().name())
                    && has(rule, "apiGroups", type.group())
                    && has(rule, "apiVersions", type.version())
                    && scopeMatches(rule, request)
                    && resourceMatches(rule, type.resource().resource(), request.subresource())
                    && (rule.path("resourceNames").isEmpty() || named(rule, request))) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(JsonNode rule, String field, String value) {
        for (JsonNode candidate : rule.path(field)) {
            String text = candidate.asString("");
            if (text.equals("*") || text.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean named(JsonNode rule, AdmissionRequest request) {
        for (JsonNode name : rule.path("resourceNames")) {
            if (name.asString("").equals(request.name())) {
                return true;
            }
        }
        return false;
    }

    /** A Namespace is of the cluster, although it is in itself. */
    private static boolean scopeMatches(JsonNode rule, AdmissionRequest request) {
        return switch (rule.path("scope").asString("*")) {
            case "Namespaced" -> request.type().namespaced();
            case "Cluster" -> !request.type().namespaced();
            default -> true;
        };
    }

    private static boolean resourceMatches(JsonNode rule, String resource, String subresource) {
        for (JsonNode candidate : rule.path("resources")) {
            String[] parts = candidate.asString("").split("/", 2);
            String wantedSubresource = parts.length == 2 ? parts[1] : "";
            if ((parts[0].equals("*") || parts[0].equals(resource))
                    && (wantedSubresource.equals(subresource) || wantedSubresource.equals("*"))) {
                return true;
            }
        }
        return false;
    }

    private boolean namespaceSelected(AdmissionRequest request, ClusterStore store) {
        if (namespaces.isEverything()) {
            return true;
        }
        if (request.type().namespaced()) {
            return namespaces.matches(store.get(new ResourceKey(NAMESPACES, "", request.namespace()))
                    .map(namespace -> labels(Json.parse(namespace.json())))
                    .orElse(Map.of()));
        }
        if (request.type().resource().equals(NAMESPACES)) {
            return namespaces.matches(labels(request.object() == null ? request.old() : request.object()));
        }
        return true;
    }

    /** As the object was or as it will be. What has no metadata has no labels that could be asked for. */
    private boolean objectSelected(AdmissionRequest request) {
        return objects.isEverything() || objectSelected(request.object()) || objectSelected(request.old());
    }

    private boolean objectSelected(ObjectNode object) {
        return object != null && object.path("metadata").isObject() && objects.matches(labels(object));
    }

    private static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }
}
