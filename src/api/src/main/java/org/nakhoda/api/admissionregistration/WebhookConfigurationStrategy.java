package org.nakhoda.api.admissionregistration;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about configurations of webhooks. */
final class WebhookConfigurationStrategy extends ObjectStrategy {
    private static final int MOST_MATCH_CONDITIONS = 64;
    private final boolean mutating;

    WebhookConfigurationStrategy(boolean mutating) {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
        this.mutating = mutating;
    }

    @Override
    public void setDefaults(ObjectNode configuration) {
        for (ObjectNode webhook : Tree.objects(configuration, "webhooks")) {
            Tree.defaultText(webhook, "failurePolicy", "Fail");
            Tree.defaultText(webhook, "matchPolicy", "Equivalent");
            Tree.child(webhook, "namespaceSelector");
            Tree.child(webhook, "objectSelector");
            Tree.defaultNumber(webhook, "timeoutSeconds", 10);
            if (mutating) {
                Tree.defaultText(webhook, "reinvocationPolicy", "Never");
            }
            if (webhook.path("clientConfig").get("service") instanceof ObjectNode service) {
                Tree.defaultNumber(service, "port", 443);
            }
            MatchRules.setDefaults(webhook.path("rules"));
        }
    }

    @Override
    public void validate(ObjectNode configuration, FieldErrors errors) {
        super.validate(configuration, errors);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode webhook : Tree.objects(configuration, "webhooks")) {
            FieldPath path = FieldPath.of("webhooks").index(index++);
            String name = Tree.text(webhook, "name");
            name(name, path.child("name"), errors);
            if (!name.isEmpty() && !names.add(name)) {
                errors.duplicate(path.child("name"), webhook.path("name"));
            }
            webhook(webhook, path, errors);
        }
    }

    private static void name(String name, FieldPath path, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
            return;
        }
        String fault = Names.subdomain(name);
        if (fault == null && name.split("\\.", -1).length < 3) {
            fault = "should be a domain with at least three segments separated by dots";
        }
        if (fault != null) {
            errors.invalid(path, name, fault);
        }
    }

    private void webhook(ObjectNode webhook, FieldPath path, FieldErrors errors) {
        Values.oneOf(webhook, "failurePolicy", List.of("Fail", "Ignore"), path, errors);
        Values.oneOf(webhook, "matchPolicy", List.of("Equivalent", "Exact"), path, errors);
        List<String> harmless = List.of("None", "NoneOnDryRun");
        if (!webhook.has("sideEffects")) {
            errors.required(path.child("sideEffects"), "must specify one of None, NoneOnDryRun");
        } else {
            Values.oneOf(webhook, "sideEffects", harmless, path, errors);
        }
        if (mutating) {
            Values.oneOf(webhook, "reinvocationPolicy", List.of("IfNeeded", "Never"), path, errors);
        }
        long seconds = Tree.number(webhook, "timeoutSeconds", 10);
        if (seconds < 1 || seconds > 30) {
            errors.invalid(
                    path.child("timeoutSeconds"),
                    webhook.path("timeoutSeconds"),
                    "the timeout value must be between 1 and 30 seconds");
        }
        reviewVersions(webhook, path.child("admissionReviewVersions"), errors);
        MatchRules.validate(webhook.path("rules"), path.child("rules"), errors);
        SelectorValidation.selector(webhook.path("namespaceSelector"), path.child("namespaceSelector"), errors);
        SelectorValidation.selector(webhook.path("objectSelector"), path.child("objectSelector"), errors);
        clientConfig(webhook.path("clientConfig"), path.child("clientConfig"), errors);
        JsonNode conditions = webhook.path("matchConditions");
        if (conditions.size() > MOST_MATCH_CONDITIONS) {
            errors.invalid(
                    path.child("matchConditions"),
                    conditions.size() + " items",
                    "must have at most " + MOST_MATCH_CONDITIONS + " items");
        }
        Expressions.named(conditions, path.child("matchConditions"), errors);
    }

    private static void reviewVersions(JsonNode webhook, FieldPath path, FieldErrors errors) {
        JsonNode versions = webhook.path("admissionReviewVersions");
        if (Tree.isEmpty(versions)) {
            errors.required(path, "must specify one of v1, v1beta1");
            return;
        }
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode version : versions) {
            String text = version.asString("");
            String fault = text.isEmpty() ? "must not be empty" : Names.dns1035Label(text);
            if (fault != null) {
                errors.invalid(path.index(index), text, fault);
            } else if (!seen.add(text)) {
                errors.invalid(path.index(index), text, "duplicate version");
            }
            index++;
        }
        if (!seen.contains("v1") && !seen.contains("v1beta1")) {
            errors.invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }

    private static void clientConfig(JsonNode config, FieldPath path, FieldErrors errors) {
        JsonNode url = config.path("url");
        JsonNode service = config.path("service");
        if (url.isString() == service.isObject()) {
            errors.required(path, "exactly one of url or service is required");
        } else if (url.isString()) {
            WebhookAddress.url(url.asString(), path.child("url"), errors);
        } else {
            WebhookAddress.service(service, path.child("service"), errors);
        }
    }
}
