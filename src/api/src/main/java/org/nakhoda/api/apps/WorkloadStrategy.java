package org.nakhoda.api.apps;

import java.util.List;
import java.util.stream.Stream;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodDefaults;
import org.nakhoda.api.core.PodSpecValidation;
import org.nakhoda.api.core.PodWarnings;
import org.nakhoda.api.core.SelectorValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the workloads of the apps group have in common: a pod template, and a selector that matches it and stays. */
abstract class WorkloadStrategy extends ObjectStrategy {
    static final FieldPath SPEC = FieldPath.of("spec");
    static final FieldPath TEMPLATE = SPEC.child("template");

    WorkloadStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    /** @param nameRule for workloads whose names become more than prefixes of pods' names */
    WorkloadStrategy(Names.Rule nameRule) {
        super(Scope.NAMESPACED, Shape.SPEC_AND_STATUS, nameRule);
    }

    @Override
    public final void setDefaults(ObjectNode workload) {
        if (workload.get("spec") instanceof ObjectNode spec) {
            PodDefaults.applyToTemplate(spec);
            specDefaults(spec);
        }
    }

    /** The kind that holds the pods, as faults of a template call it: a deployment's pods are its replica sets'. */
    String holder() {
        return "ReplicaSet";
    }

    abstract void specDefaults(ObjectNode spec);

    @Override
    public final void validate(ObjectNode workload, FieldErrors errors) {
        super.validate(workload, errors);
        JsonNode spec = workload.path("spec");
        selector(spec, errors);
        Values.notNegative(spec, "replicas", SPEC, errors);
        Values.notNegative(spec, "minReadySeconds", SPEC, errors);
        JsonNode template = spec.path("template");
        if (template.isObject()) {
            PodSpecValidation.validateTemplate(template, List.of("Always"), SPEC.child("template"), errors);
            PodSpecValidation.noDeadline(template, holder(), TEMPLATE, errors);
        } else {
            errors.required(SPEC.child("template"), "");
        }
        specRules(spec, errors);
    }

    /** What a new one has that the client should know of, beside its template. */
    List<String> specWarnings(ObjectNode workload) {
        return List.of();
    }

    @Override
    public List<String> warnings(ObjectNode workload) {
        return warnings(workload, PodWarnings.ofTemplate(template(workload), TEMPLATE));
    }

    @Override
    public final List<String> updateWarnings(ObjectNode workload, ObjectNode old) {
        return generationDiffers(workload, old)
                ? warnings(workload, PodWarnings.ofTemplate(template(workload), TEMPLATE))
                : List.of();
    }

    private List<String> warnings(ObjectNode workload, List<String> ofTemplate) {
        List<String> own = specWarnings(workload);
        return own.isEmpty()
                ? ofTemplate
                : Stream.concat(ofTemplate.stream(), own.stream()).toList();
    }

    static JsonNode template(ObjectNode workload) {
        return workload.path("spec").path("template");
    }

    abstract void specRules(JsonNode spec, FieldErrors errors);

    @Override
    public void validateUpdate(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(workload, old, errors);
        selectorStays(workload.path("spec"), old.path("spec"), errors);
    }

    /** A workload never leaves its pods. */
    void selectorStays(JsonNode spec, JsonNode before, FieldErrors errors) {
        Values.immutable(spec, before, "selector", SPEC, errors);
    }

    /** The kind, as faults of selectors call it. */
    String kind() {
        return "deployment";
    }

    private void selector(JsonNode spec, FieldErrors errors) {
        JsonNode selector = spec.path("selector");
        FieldPath path = SPEC.child("selector");
        if (!selector.isObject()) {
            errors.required(path, "");
            return;
        }
        SelectorValidation.selector(selector, path, errors);
        if (SelectorValidation.isEmpty(selector)) {
            errors.invalid(path, selector, "empty selector is invalid for " + kind());
            return;
        }
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (spec.path("template").isObject() && !matches(selector, labels)) {
            errors.invalid(
                    SPEC.child("template", "metadata").child("labels"),
                    labels.isMissingNode() ? null : labels,
                    "`selector` does not match template `labels`");
        }
    }

    static boolean matches(JsonNode selector, JsonNode labels) {
        if (!Tree.contains(labels, selector.path("matchLabels"))) {
            return false;
        }
        for (ObjectNode expression : Tree.objects(selector, "matchExpressions")) {
            JsonNode value = labels.path(Tree.text(expression, "key"));
            boolean listed = false;
            for (JsonNode one : expression.path("values")) {
                listed |= one.equals(value);
            }
            boolean holds =
                    switch (Tree.text(expression, "operator")) {
                        case "In" -> listed;
                        case "NotIn" -> !listed;
                        case "Exists" -> !value.isMissingNode();
                        default -> value.isMissingNode();
                    };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
