package org.nakhoda.api.batch;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodDefaults;
import org.nakhoda.api.core.PodSpecValidation;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about jobs: they end, and they tell their pods by labels that carry the job's uid. */
final class JobStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";

    JobStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void setDefaults(ObjectNode job) {
        if (job.get("spec") instanceof ObjectNode spec) {
            specDefaults(spec);
        }
    }

    static void specDefaults(ObjectNode spec) {
        PodDefaults.applyToTemplate(spec);
        if (Tree.absent(spec, "completions") && Tree.absent(spec, "parallelism")) {
            spec.put("completions", 1).put("parallelism", 1);
        }
        Tree.defaultNumber(spec, "parallelism", 1);
        if (spec.has("backoffLimitPerIndex")) {
            Tree.defaultNumber(spec, "backoffLimit", Integer.MAX_VALUE);
        }
        Tree.defaultNumber(spec, "backoffLimit", 6);
        Tree.defaultText(spec, "completionMode", "NonIndexed");
        Tree.defaultFlag(spec, "suspend", false);
        Tree.defaultText(spec, "podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    }

    /** Needs {@code metadata.uid}: the selector and the template's labels carry it, unless the job selects by hand. */
    @Override
    public void prepareForCreate(ObjectNode job, Instant now) {
        super.prepareForCreate(job, now);
        if (!(job.get("spec") instanceof ObjectNode spec) || Tree.flag(spec, "manualSelector")) {
            return;
        }
        String uid = Tree.text(job, "metadata", "uid");
        String name = Tree.text(job, "metadata", "name");
        if (spec.get("template") instanceof ObjectNode template && !uid.isEmpty()) {
            ObjectNode labels = Tree.child(Tree.child(template, "metadata"), "labels");
            labels.put(UID_LABEL, uid).put("controller-uid", uid);
            labels.put(NAME_LABEL, name).put("job-name", name);
            Tree.child(Tree.child(spec, "selector"), "matchLabels").put(UID_LABEL, uid);
        }
    }

    @Override
    public void validate(ObjectNode job, FieldErrors errors) {
        super.validate(job, errors);
        JsonNode spec = job.path("spec");
        specRules(spec, SPEC, errors);
        if (!spec.path("selector").isObject()) {
            errors.required(SPEC.child("selector"), "");
        } else if (!Tree.contains(
                spec.path("template").path("metadata").path("labels"),
                spec.path("selector").path("matchLabels"))) {
            errors.invalid(
                    SPEC.child("template", "metadata").child("labels"),
                    spec.path("template").path("metadata").path("labels"),
                    "`selector` does not match template `labels`");
        }
    }

    static void specRules(JsonNode spec, FieldPath path, FieldErrors errors) {
        for (String number : List.of(
                "parallelism",
                "completions",
                "backoffLimit",
                "backoffLimitPerIndex",
                "maxFailedIndexes",
                "ttlSecondsAfterFinished")) {
            Values.notNegative(spec, number, path, errors);
        }
        Values.positive(spec, "activeDeadlineSeconds", path, errors);
        Values.oneOf(spec, "completionMode", List.of("Indexed", "NonIndexed"), path, errors);
        Values.oneOf(spec, "podReplacementPolicy", List.of("Failed", "TerminatingOrFailed"), path, errors);
        if (Tree.text(spec, "completionMode").equals("Indexed") && !spec.has("completions")) {
            errors.required(path.child("completions"), "when completion mode is Indexed");
        }
        PodSpecValidation.validateTemplate(
                spec.path("template"), List.of("Never", "OnFailure"), path.child("template"), errors);
        JobPolicies.validate(spec, path, errors);
    }

    @Override
    public void validateUpdate(ObjectNode job, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(job, old, errors);
        JsonNode spec = job.path("spec");
        JsonNode before = old.path("spec");
        Values.immutable(spec, before, "selector", SPEC, errors);
        Values.immutable(spec, before, "completionMode", SPEC, errors);
        Values.immutable(spec, before, "backoffLimitPerIndex", SPEC, errors);
        Values.immutable(spec, before, "podFailurePolicy", SPEC, errors);
        Values.immutable(spec, before, "successPolicy", SPEC, errors);
        Values.immutable(spec, before, "managedBy", SPEC, errors);
        if (!Tree.text(spec, "completionMode").equals("Indexed")) {
            Values.immutable(spec, before, "completions", SPEC, errors);
        }
        boolean suspendedUnstarted =
                Tree.flag(before, "suspend") && !old.path("status").has("startTime");
        if (!suspendedUnstarted) {
            Values.immutable(spec, before, "template", SPEC, errors);
        }
    }
}
