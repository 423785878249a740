package org.nakhoda.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class JobStoriesTest {
    private static final Story JOBS = Story.of("batch", "v1", "Job");
    private static final String JOB = "{'metadata':{'name':'pi','namespace':'default','uid':'u-1'},'spec':{'template':"
            + "{'spec':{'restartPolicy':'Never','containers':[{'name':'a','image':'i:1'}]}}}}";

    @Test
    void aMinimalJobRunsOnceAndTellsItsPodsByItsUid() {
        ObjectNode spec = (ObjectNode) JOBS.created(JOB).get("spec");
        ObjectNode template = (ObjectNode) spec.remove("template");
        assertThat(spec)
                .isEqualTo(json("{'completions':1,'parallelism':1,'backoffLimit':6,'completionMode':'NonIndexed',"
                        + "'suspend':false,'podReplacementPolicy':'TerminatingOrFailed','selector':{'matchLabels':"
                        + "{'batch.kubernetes.io/controller-uid':'u-1'}}}"));
        assertThat(template.at("/metadata/labels"))
                .isEqualTo(json("{'batch.kubernetes.io/controller-uid':'u-1','controller-uid':'u-1',"
                        + "'batch.kubernetes.io/job-name':'pi','job-name':'pi'}"));
        assertThat(JOBS.faults(JOB)).isEmpty();
    }

    @Test
    void itsTemplateAndCompletionsStay() {
        ObjectNode old = JOBS.created(JOB);
        ObjectNode update = old.deepCopy();
        update.withObject("/spec").put("completions", 2).put("parallelism", 4);
        ((ObjectNode) update.at("/spec/template/spec/containers/0")).put("image", "i:2");
        assertThat(JOBS.updateFaults(update, old))
                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactlyInAnyOrder("spec.completions", "spec.template");
    }

    @Test
    void columnsShowProgressAndDuration() {
        ObjectNode job = json("{'spec':{'completions':3},'status':{'succeeded':1,'startTime':'2026-10-31T23:59:30Z'}}");
        assertThat(JOBS.cell("Status", job)).isEqualTo("Running");
        assertThat(JOBS.cell("Completions", job)).isEqualTo("1/3");
        assertThat(JOBS.cell("Duration", job)).isEqualTo("30s");
    }

    @Test
    void aCronJobNeedsASchedule() {
        Story cronJobs = Story.of("batch", "v1", "CronJob");
        String fields = "{'metadata':{'name':'c','namespace':'d'},'spec':{'jobTemplate':{'spec':{'template':{'spec':"
                + "{'restartPolicy':'Never','containers':[{'name':'a','image':'i'}]}}}}%s}}";
        assertThat(cronJobs.faults(fields.formatted(""))).containsExactly("spec.schedule: Required value");
        assertThat(cronJobs.faults(fields.formatted(",'schedule':'*/5 * * * *'")))
                .isEmpty();
        assertThat(cronJobs.faults(fields.formatted(",'schedule':'often'"))).hasSize(1);
    }
}
