package org.nakhoda.api.batch;

import java.time.Instant;
import org.nakhoda.api.apps.WorkloadColumns;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs by the clock. */
public final class CronJobKind {
    private CronJobKind() {}

    public static ResourceType declare() {
        return ResourceType.of("batch", "v1", "CronJob")
                .plural("cronjobs")
                .shortNames("cj")
                .categories("all")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.batch.v1.CronJob"))
                .strategy(new CronJobStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Schedule", "When it runs", o -> Tree.text(o, "spec", "schedule")),
                        Columns.text(
                                "Timezone",
                                "Zone of the schedule",
                                o -> Columns.orNone(Tree.text(o, "spec", "timeZone"))),
                        Columns.text("Suspend", "Whether it pauses", CronJobKind::suspended),
                        Columns.number("Active", "Jobs that run now", o -> o.path("status")
                                .path("active")
                                .size()),
                        Columns.timed("Last Schedule", "Time since it ran last", CronJobKind::lastSchedule),
                        Columns.AGE,
                        Columns.wide(
                                "Containers", "Names of the containers", o -> WorkloadColumns.containers(template(o))),
                        Columns.wide("Images", "Images of the containers", o -> WorkloadColumns.images(template(o))),
                        Columns.wide(
                                "Selector",
                                "Which pods belong to its jobs",
                                o -> Columns.selector(o.path("spec")
                                        .path("jobTemplate")
                                        .path("spec")
                                        .path("selector"))))
                .build();
    }

    private static String suspended(ObjectNode cronJob) {
        return Tree.flag(cronJob.path("spec"), "suspend") ? "True" : "False";
    }

    private static String lastSchedule(ObjectNode cronJob, Instant now) {
        String last = Tree.text(cronJob, "status", "lastScheduleTime");
        return last.isEmpty() ? Columns.NONE : Columns.age(last, now);
    }

    private static JsonNode template(ObjectNode cronJob) {
        return cronJob.path("spec").path("jobTemplate").path("spec").path("template");
    }
}
