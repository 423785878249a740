package org.nakhoda.api.batch;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodDefaults;
import org.nakhoda.api.core.PodSpecValidation;
import org.nakhoda.api.core.PodWarnings;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about jobs: they end, and they tell their pods by labels that carry the job's uid. */
final class JobStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE = SPEC.child("template");
    private static final int MOST_INDEXED = 100_000;
    private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
    private static final String NAME_LABEL = "batch.kubernetes.io/job-name";

    JobStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void setDefaults(ObjectNode job) {
        if (job.get("spec") instanceof ObjectNode spec) {
            specDefaults(spec);
            JsonNode labels = spec.path("template").path("metadata").path("labels");
            if (!Tree.isEmpty(labels) && Tree.isEmpty(job.path("metadata").path("labels"))) {
                Tree.child(job, "metadata").set("labels", labels.deepCopy());
            }
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

    /**
     * Needs {@code metadata.uid}: the selector and the template's labels carry it, unless the job selects by hand. A job
     * without labels of its own has its template's.
     */
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
            JsonNode own = job.path("metadata").path("labels");
            boolean shared = Tree.isEmpty(own) || own.equals(labels);
            labels.put(UID_LABEL, uid).put("controller-uid", uid);
            labels.put(NAME_LABEL, name).put("job-name", name);
            Tree.child(Tree.child(spec, "selector"), "matchLabels").put(UID_LABEL, uid);
            if (shared) {
                Tree.child(job, "metadata").set("labels", labels.deepCopy());
            }
        }
    }

    @Override
    public void validate(ObjectNode job, FieldErrors errors) {
        super.validate(job, errors);
        JsonNode spec = job.path("spec");
        specRules(spec, SPEC, errors);
        generatedSelector(job, errors);
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

    /** Unless it selects by hand, a job's selector is what the API server has made of its uid. */
    private static void generatedSelector(ObjectNode job, FieldErrors errors) {
        JsonNode selector = job.path("spec").path("selector");
        String uid = Tree.text(job, "metadata", "uid");
        if (Tree.flag(job.path("spec"), "manualSelector") || uid.isEmpty() || !selector.isObject()) {
            return;
        }
        JsonNode labels = selector.path("matchLabels");
        boolean generated = selector.size() == 1
                && labels.size() == 1
                && (Tree.text(labels, UID_LABEL).equals(uid)
                        || Tree.text(labels, "controller-uid").equals(uid));
        if (!generated) {
            errors.invalid(SPEC.child("selector"), selector, "`selector` not auto-generated");
        }
    }

    @Override
    public List<String> warnings(ObjectNode job) {
        return warnings(
                job.path("spec"),
                SPEC,
                PodWarnings.ofWorkload(job, job.path("spec").path("template"), TEMPLATE));
    }

    @Override
    public List<String> updateWarnings(ObjectNode job, ObjectNode old) {
        JsonNode spec = job.path("spec");
        return generationDiffers(job, old)
                ? warnings(spec, SPEC, PodWarnings.ofTemplate(spec.path("template"), TEMPLATE))
                : List.of();
    }

    static List<String> warnings(JsonNode spec, FieldPath path, List<String> ofTemplate) {
        boolean vast = Tree.text(spec, "completionMode").equals("Indexed")
                && Tree.number(spec, "completions", 0) > 100_000
                && Tree.number(spec, "parallelism", 0) > 10_000;
        if (!vast) {
            return ofTemplate;
        }
        String text = path + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher "
                + "than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail";
        return Stream.concat(Stream.of(text), ofTemplate.stream()).toList();
    }

    static void specRules(JsonNode spec, FieldPath path, FieldErrors errors) {
        for (String number : List.of(
                "parallelism",
                "completions",
                "backoffLimit",
                "backoffLimitPerIndex",
                "maxFailedIndexes",
                "activeDeadlineSeconds",
                "ttlSecondsAfterFinished")) {
            Values.notNegative(spec, number, path, errors);
        }
        Values.oneOf(spec, "completionMode", List.of("Indexed", "NonIndexed"), path, errors);
        Values.oneOf(spec, "podReplacementPolicy", List.of("Failed", "TerminatingOrFailed"), path, errors);
        if (Tree.text(spec, "completionMode").equals("Indexed") && !spec.has("completions")) {
            errors.required(path.child("completions"), "when completion mode is Indexed");
        }
        if (Tree.text(spec, "completionMode").equals("Indexed") && Tree.number(spec, "parallelism", 0) > MOST_INDEXED) {
            errors.invalid(
                    path.child("parallelism"),
                    spec.path("parallelism"),
                    "must be less than or equal to " + MOST_INDEXED + " when completion mode is Indexed");
        }
        if (Tree.text(spec.path("template").path("spec"), "restartPolicy").equals("Always")) {
            errors.required(
                    path.child("template", "spec").child("restartPolicy"), "valid values: \"OnFailure\", \"Never\"");
        }
        PodSpecValidation.validateTemplate(
                spec.path("template"), List.of("Always", "Never", "OnFailure"), path.child("template"), errors);
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
        JobUpdate.completions(spec, before, errors);
        JobUpdate.template(spec, old, errors);
    }
}
