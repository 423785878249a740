package org.nakhoda.api.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class WorkloadStoriesTest {
    private static final Story DEPLOYMENTS = Story.of("apps", "v1", "Deployment");
    private static final String TEMPLATE =
            "'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'a','image':'i:1'}]}}";

    private static String deployment(String fields) {
        return "{'metadata':{'name':'web','namespace':'default'},'spec':{'selector':{'matchLabels':{'app':'web'}},"
                + TEMPLATE + fields + "}}";
    }

    @Test
    void aMinimalDeploymentGetsKubernetesDefaults() {
        ObjectNode spec = (ObjectNode) DEPLOYMENTS.created(deployment("")).get("spec");
        ObjectNode template = (ObjectNode) spec.remove("template");
        assertThat(spec)
                .isEqualTo(json("{'selector':{'matchLabels':{'app':'web'}},'replicas':1,'revisionHistoryLimit':10,"
                        + "'progressDeadlineSeconds':600,'strategy':{'type':'RollingUpdate','rollingUpdate':"
                        + "{'maxUnavailable':'25%','maxSurge':'25%'}}}"));
        assertThat(template.at("/spec/restartPolicy").asString()).isEqualTo("Always");
        assertThat(template.at("/spec").has("enableServiceLinks")).isFalse();
    }

    @Test
    void theSelectorMustMatchTheTemplateAndStay() {
        assertThat(DEPLOYMENTS.faults(deployment("").replaceFirst("'app':'web'", "'app':'other'")))
                .singleElement()
                .asString()
                .startsWith("spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}");
        ObjectNode old = DEPLOYMENTS.created(deployment(""));
        ObjectNode update = DEPLOYMENTS.created(deployment("").replace("'app':'web'", "'app':'other'"));
        assertThat(DEPLOYMENTS.updateFaults(update, old))
                .singleElement()
                .asString()
                .endsWith("field is immutable");
    }

    @Test
    void aRollOutThatCannotMoveIsRefused() {
        assertThat(DEPLOYMENTS.faults(deployment(",'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':'0%'}}")))
                .containsExactly("spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when "
                        + "`maxSurge` is 0");
    }

    @Test
    void theGenerationCountsChangesOfTheSpecificationOnly() {
        ObjectNode old = DEPLOYMENTS.created(deployment(""));
        ObjectNode labelled = old.deepCopy();
        labelled.withObject("/metadata/labels").put("a", "b");
        assertThat(DEPLOYMENTS.updated(labelled, old).at("/metadata/generation").asInt())
                .isEqualTo(1);
        ObjectNode scaled = old.deepCopy();
        scaled.withObject("/spec").put("replicas", 5);
        assertThat(DEPLOYMENTS.updated(scaled, old).at("/metadata/generation").asInt())
                .isEqualTo(2);
    }

    @Test
    void onlyFewFieldsOfAStatefulSetMayChange() {
        Story sets = Story.of("apps", "v1", "StatefulSet");
        ObjectNode old = sets.created(deployment(",'serviceName':'a'"));
        ObjectNode scaled = old.deepCopy();
        scaled.withObject("/spec").put("replicas", 3);
        assertThat(sets.updateFaults(scaled, old)).isEmpty();
        ObjectNode moved = old.deepCopy();
        moved.withObject("/spec").put("serviceName", "b");
        assertThat(sets.updateFaults(moved, old)).singleElement().asString().startsWith("spec: Forbidden");
    }

    @Test
    void columnsCountReplicas() {
        ObjectNode deployment = json("{'spec':{'replicas':3},'status':{'readyReplicas':2,'updatedReplicas':1}}");
        assertThat(DEPLOYMENTS.cell("Ready", deployment)).isEqualTo("2/3");
        assertThat(DEPLOYMENTS.cell("Up-to-date", deployment)).isEqualTo("1");
        assertThat(DEPLOYMENTS.cell("Available", deployment)).isEqualTo("0");
    }
}
