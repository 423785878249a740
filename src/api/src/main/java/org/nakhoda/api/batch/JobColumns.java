package org.nakhoda.api.batch;

import java.time.Duration;
import java.time.Instant;
import org.nakhoda.api.apps.WorkloadColumns;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.HumanDuration;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of {@code kubectl get jobs}. */
final class JobColumns {
    private JobColumns() {}

    static Column[] columns() {
        return new Column[] {
            Columns.NAME,
            Columns.text("Status", "How far it is", JobColumns::status),
            Columns.text("Completions", "Pods that succeeded, of those wanted", JobColumns::completions),
            Columns.timed("Duration", "How long it took, or has taken", JobColumns::duration),
            Columns.AGE,
            WorkloadColumns.CONTAINERS,
            WorkloadColumns.IMAGES,
            WorkloadColumns.SELECTOR
        };
    }

    private static String status(ObjectNode job) {
        for (String type : new String[] {"Complete", "Failed"}) {
            if (holds(job, type)) {
                return type;
            }
        }
        if (job.path("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        for (String type : new String[] {"Suspended", "FailureTarget", "SuccessCriteriaMet"}) {
            if (holds(job, type)) {
                return type;
            }
        }
        return "Running";
    }

    private static boolean holds(ObjectNode job, String type) {
        for (ObjectNode condition : Tree.objects(job.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals(type)
                    && Tree.text(condition, "status").equals("True")) {
                return true;
            }
        }
        return false;
    }

    private static String completions(ObjectNode job) {
        long succeeded = Tree.number(job.path("status"), "succeeded", 0);
        JsonNode spec = job.path("spec");
        if (spec.has("completions")) {
            return succeeded + "/" + Tree.scalar(spec.path("completions"));
        }
        long parallelism = Tree.number(spec, "parallelism", 0);
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static String duration(ObjectNode job, Instant now) {
        Instant start = Columns.instant(Tree.text(job, "status", "startTime"));
        if (start == null) {
            return "";
        }
        Instant end = Columns.instant(Tree.text(job, "status", "completionTime"));
        return HumanDuration.of(Duration.between(start, end == null ? now : end));
    }
}
