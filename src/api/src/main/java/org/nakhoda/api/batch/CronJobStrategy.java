package org.nakhoda.api.batch;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodDefaults;
import org.nakhoda.api.core.PodWarnings;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about cron jobs. */
final class CronJobStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath JOB = SPEC.child("jobTemplate", "spec");
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
        JsonNode spec = cronJob.path("spec");
        if (Values.required(spec, "schedule", SPEC, errors)) {
            schedule(Tree.text(spec, "schedule"), errors);
        }
        Values.oneOf(spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"), SPEC, errors);
        for (String number :
                List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            Values.notNegative(spec, number, SPEC, errors);
        }
        timeZone(spec, errors);
        if (Tree.flag(spec.path("jobTemplate").path("spec"), "manualSelector")) {
            errors.notSupported(
                    SPEC.child("jobTemplate", "spec").child("manualSelector"),
                    spec.path("jobTemplate").path("spec").path("manualSelector"),
                    List.of("nil", "false"));
        }
        JobStrategy.specRules(spec.path("jobTemplate").path("spec"), SPEC.child("jobTemplate", "spec"), errors);
    }

    @Override
    public void validateCreate(ObjectNode cronJob, FieldErrors errors) {
        String name = Tree.text(cronJob, "metadata", "name");
        if (name.length() > NAME_LENGTH) {
            errors.invalid("metadata.name", name, "must be no more than 52 characters");
        }
        noZone(cronJob.path("spec"), errors);
    }

    /** A schedule with a zone of its own is only kept where it was before there was a field for it. */
    @Override
    public void validateUpdate(ObjectNode cronJob, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(cronJob, old, errors);
        if (!Tree.text(old, "spec", "schedule").contains("TZ")) {
            noZone(cronJob.path("spec"), errors);
        }
    }

    private static void noZone(JsonNode spec, FieldErrors errors) {
        String schedule = Tree.text(spec, "schedule");
        if (schedule.contains("TZ")) {
            errors.invalid(
                    SPEC.child("schedule"),
                    schedule,
                    spec.has("timeZone")
                            ? "cannot use both timeZone field and TZ or CRON_TZ in schedule"
                            : "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
    }

    private static void schedule(String schedule, FieldErrors errors) {
        boolean zoned = schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=");
        int space = schedule.indexOf(' ');
        String fault = CronSchedule.fault(zoned && space > 0 ? schedule.substring(space + 1) : schedule);
        if (fault != null) {
            errors.invalid(SPEC.child("schedule"), schedule, fault);
        }
    }

    private static void timeZone(JsonNode spec, FieldErrors errors) {
        if (!spec.has("timeZone")) {
            return;
        }
        FieldPath path = SPEC.child("timeZone");
        String zone = Tree.text(spec, "timeZone");
        if (zone.isEmpty()) {
            errors.invalid(path, zone, "timeZone must be nil or non-empty string");
        } else if (zone.equalsIgnoreCase("Local")) {
            errors.invalid(
                    path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            errors.invalid(path, zone, "unknown time zone " + zone);
        }
    }

    @Override
    public List<String> warnings(ObjectNode cronJob) {
        JsonNode job = cronJob.path("spec").path("jobTemplate").path("spec");
        return JobStrategy.warnings(
                job, JOB, PodWarnings.ofWorkload(cronJob, job.path("template"), JOB.child("template")));
    }

    @Override
    public List<String> updateWarnings(ObjectNode cronJob, ObjectNode old) {
        List<String> warnings = new ArrayList<>(1);
        if (generationDiffers(cronJob, old)) {
            JsonNode job = cronJob.path("spec").path("jobTemplate").path("spec");
            List<String> ofTemplate = PodWarnings.ofTemplate(job.path("template"), JOB.child("template"));
            warnings.addAll(JobStrategy.warnings(job, JOB, ofTemplate));
        }
        if (Tree.text(cronJob, "spec", "schedule").contains("TZ")) {
            warnings.add("CRON_TZ or TZ used in spec.schedule is not officially supported, see "
                    + "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return warnings;
    }
}
