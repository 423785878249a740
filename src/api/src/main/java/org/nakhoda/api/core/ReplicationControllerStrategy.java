package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.apps.ReplicaCounts;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about replication controllers: a plain map as selector, by default the template's labels. */
final class ReplicationControllerStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    ReplicationControllerStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void setDefaults(ObjectNode controller) {
        if (!(controller.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        PodDefaults.applyToTemplate(spec);
        Tree.defaultNumber(spec, "replicas", 1);
        if (Tree.isEmpty(spec.path("selector"))
                && spec.path("template").path("metadata").path("labels") instanceof ObjectNode labels) {
            spec.set("selector", labels.deepCopy());
        }
        ObjectNode metadata = Tree.child(controller, "metadata");
        if (Tree.isEmpty(metadata.path("labels"))
                && spec.path("template").path("metadata").path("labels") instanceof ObjectNode labels
                && !labels.isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
    }

    @Override
    public void validate(ObjectNode controller, FieldErrors errors) {
        super.validate(controller, errors);
        JsonNode spec = controller.path("spec");
        Values.notNegative(spec, "replicas", SPEC, errors);
        Values.notNegative(spec, "minReadySeconds", SPEC, errors);
        if (!spec.path("template").isObject()) {
            errors.required(SPEC.child("template"), "");
            return;
        }
        if (Tree.isEmpty(spec.path("selector"))) {
            errors.required(SPEC.child("selector"), "");
        } else if (!Tree.contains(spec.path("template").path("metadata").path("labels"), spec.path("selector"))) {
            errors.invalid(
                    SPEC.child("template", "metadata").child("labels"),
                    spec.path("template").path("metadata").path("labels"),
                    "`selector` does not match template `labels`");
        }
        PodSpecValidation.noDeadline(spec.path("template"), "ReplicationController", SPEC.child("template"), errors);
        PodSpecValidation.validateTemplate(spec.path("template"), List.of("Always"), SPEC.child("template"), errors);
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().put("replicas", 0);
    }

    @Override
    public List<String> warnings(ObjectNode controller) {
        return PodWarnings.ofWorkload(controller, controller.path("spec").path("template"), SPEC.child("template"));
    }

    @Override
    public List<String> updateWarnings(ObjectNode controller, ObjectNode old) {
        return generationDiffers(controller, old)
                ? PodWarnings.ofTemplate(controller.path("spec").path("template"), SPEC.child("template"))
                : List.of();
    }

    @Override
    public void validateStatusUpdate(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(workload, old, errors);
        ReplicaCounts.validate(workload, List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"), errors);
    }
}
