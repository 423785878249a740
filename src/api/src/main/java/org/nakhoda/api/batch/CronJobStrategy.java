package org.nakhoda.api.batch;

import java.time.ZoneId;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodDefaults;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about cron jobs. */
final class CronJobStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    /** A job's name is its cron job's and eleven characters. */
    private static final int NAME_LENGTH = 52;

    CronJobStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void setDefaults(ObjectNode cronJob) {
        if (!(cronJob.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        Tree.defaultText(spec, "concurrencyPolicy", "Allow");
        Tree.defaultFlag(spec, "suspend", false);
        Tree.defaultNumber(spec, "successfulJobsHistoryLimit", 3);
        Tree.defaultNumber(spec, "failedJobsHistoryLimit", 1);
        if (spec.path("jobTemplate").path("spec") instanceof ObjectNode job) {
            PodDefaults.applyToTemplate(job);
        }
    }

    @Override
    public void validate(ObjectNode cronJob, FieldErrors errors) {
        super.validate(cronJob, errors);
        String name = Tree.text(cronJob, "metadata", "name");
        if (name.length() > NAME_LENGTH) {
            errors.invalid("metadata.name", name, "must be no more than 52 characters");
        }
        JsonNode spec = cronJob.path("spec");
        if (Values.required(spec, "schedule", SPEC, errors)) {
            schedule(Tree.text(spec, "schedule"), errors);
        }
        Values.oneOf(spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"), SPEC, errors);
        for (String number :
                List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            Values.notNegative(spec, number, SPEC, errors);
        }
        if (spec.has("timeZone") && !ZoneId.getAvailableZoneIds().contains(Tree.text(spec, "timeZone"))) {
            errors.invalid(SPEC.child("timeZone"), spec.path("timeZone"), "unknown time zone");
        }
        if (Tree.flag(spec.path("jobTemplate").path("spec"), "manualSelector")) {
            errors.notSupported(
                    SPEC.child("jobTemplate", "spec").child("manualSelector"),
                    spec.path("jobTemplate").path("spec").path("manualSelector"),
                    List.of("nil", "false"));
        }
        JobStrategy.specRules(spec.path("jobTemplate").path("spec"), SPEC.child("jobTemplate", "spec"), errors);
    }

    private static void schedule(String schedule, FieldErrors errors) {
        if (schedule.contains("TZ")) {
            errors.invalid(
                    SPEC.child("schedule"), schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone instead");
        } else if (CronSchedule.fault(schedule) != null) {
            errors.invalid(SPEC.child("schedule"), schedule, CronSchedule.fault(schedule));
        }
    }
}
