package org.nakhoda.api.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.catalogue.Story;
import tools.jackson.databind.node.ObjectNode;

class PodStoriesTest {
    private static final Story PODS = Story.of("", "v1", "Pod");

    private static String pod(String spec) {
        return "{'metadata':{'name':'web','namespace':'default'},'spec':" + spec + "}";
    }

    private static ObjectNode running(String spec) {
        ObjectNode pod = PODS.created(pod(spec));
        ((ObjectNode) pod.get("spec")).put("nodeName", "n1");
        return pod;
    }

    @Test
    void aMinimalPodGetsKubernetesDefaults() {
        ObjectNode pod = PODS.created(pod("{'containers':[{'name':'a','image':'nginx','ports':[{'containerPort':80}],"
                + "'readinessProbe':{'httpGet':{'port':80}}}],'volumes':[{'name':'v'},{'name':'c','configMap':"
                + "{'name':'c'}}]}"));
        assertThat(pod.get("spec"))
                .isEqualTo(json("{'containers':[{'name':'a','image':'nginx','ports':[{'containerPort':80,"
                        + "'protocol':'TCP'}],'readinessProbe':{'httpGet':{'port':80,'path':'/','scheme':'HTTP'},"
                        + "'timeoutSeconds':1,'periodSeconds':10,'successThreshold':1,'failureThreshold':3},"
                        + "'imagePullPolicy':'Always','terminationMessagePath':'/dev/termination-log',"
                        + "'terminationMessagePolicy':'File','resources':{}}],'volumes':[{'name':'v','emptyDir':{}},"
                        + "{'name':'c','configMap':{'name':'c','defaultMode':420}}],'restartPolicy':'Always',"
                        + "'dnsPolicy':'ClusterFirst','schedulerName':'default-scheduler',"
                        + "'terminationGracePeriodSeconds':30,'securityContext':{},'enableServiceLinks':true}"));
        assertThat(pod.get("status")).isEqualTo(json("{'phase':'Pending','qosClass':'BestEffort'}"));
        assertThat(pod.at("/metadata/generation").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, Always",
        "nginx:latest, Always",
        "nginx:1.27, IfNotPresent",
        "registry:5000/nginx, Always",
        "registry:5000/nginx:1, IfNotPresent",
        "nginx@sha256:abcd, IfNotPresent"
    })
    void thePullPolicyFollowsTheTag(String image, String policy) {
        assertThat(ContainerDefaults.pullPolicy(image)).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'limits':{'cpu':'1','memory':'1Gi'}} | Guaranteed",
                "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'1000m','memory':'1024Mi'}} | Guaranteed",
                "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m'}} | Burstable",
                "{'requests':{'memory':'1Mi'}} | Burstable",
                "{} | BestEffort"
            })
    void theQualityOfServiceFollowsTheResources(String resources, String qosClass) {
        ObjectNode pod =
                PODS.created(pod("{'containers':[{'name':'a','image':'i','resources':" + clean(resources) + "}]}"));
        assertThat(pod.at("/status/qosClass").asString()).isEqualTo(qosClass);
    }

    private static String clean(String text) {
        return text.strip();
    }

    @Test
    void aPodWithoutContainersIsRefusedByItsField() {
        assertThat(PODS.faults(pod("{}"))).containsExactly("spec.containers: Required value");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        assertThat(PODS.faults("{'metadata':{'name':'No_Good','namespace':'default','labels':{'a b':'c'}},'spec':"
                        + "{'restartPolicy':'Sometimes','containers':[{'name':'a','image':'i','volumeMounts':"
                        + "[{'name':'gone','mountPath':'/x'}],'livenessProbe':{}},{'name':'a','ports':"
                        + "[{'containerPort':70000}]}]}}"))
                .extracting(fault -> fault.substring(0, fault.indexOf(": ")))
                .containsExactlyInAnyOrder(
                        "metadata.name",
                        "metadata.labels",
                        "spec.restartPolicy",
                        "spec.containers[0].volumeMounts[0].name",
                        "spec.containers[0].livenessProbe",
                        "spec.containers[1].name",
                        "spec.containers[1].image",
                        "spec.containers[1].ports[0].containerPort");
    }

    @Test
    void aRequestAboveItsLimitIsRefused() {
        assertThat(PODS.faults(pod("{'containers':[{'name':'a','image':'i','resources':{'requests':{'cpu':'2'},"
                        + "'limits':{'cpu':'1'}}}]}")))
                .containsExactly("spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or "
                        + "equal to cpu limit of 1");
    }

    @Test
    void anImageMayChangeButACommandMayNot() {
        ObjectNode old = running("{'containers':[{'name':'a','image':'i:1'}]}");
        ObjectNode image = old.deepCopy();
        ((ObjectNode) image.at("/spec/containers/0")).put("image", "i:2");
        assertThat(PODS.updateFaults(image, old)).isEmpty();
        assertThat(image.at("/metadata/generation").asInt()).isEqualTo(2);

        ObjectNode command = old.deepCopy();
        ((ObjectNode) command.at("/spec/containers/0")).putArray("command").add("sh");
        assertThat(PODS.updateFaults(command, old)).singleElement().asString().startsWith("spec: Forbidden");
    }

    @Test
    void tolerationsMayBeAddedButNotTaken() {
        ObjectNode old = running(
                "{'containers':[{'name':'a','image':'i:1'}],'tolerations':[{'key':'a'," + "'operator':'Exists'}]}");
        ObjectNode more = old.deepCopy();
        more.withArray("/spec/tolerations").addObject().put("key", "b").put("operator", "Exists");
        assertThat(PODS.updateFaults(more, old)).isEmpty();
        ObjectNode less = old.deepCopy();
        less.withArray("/spec/tolerations").removeAll();
        assertThat(PODS.updateFaults(less, old)).isNotEmpty();
    }

    @Test
    void anUpdateKeepsTheStatusAndAStatusUpdateKeepsTheSpecification() {
        ObjectNode old = running("{'containers':[{'name':'a','image':'i:1'}]}");
        ObjectNode update = old.deepCopy();
        update.putObject("status").put("phase", "Running");
        assertThat(PODS.updated(update, old).at("/status/phase").asString()).isEqualTo("Pending");

        ObjectNode status = json("{'metadata':{'name':'web','namespace':'default','labels':{'seen':'yes'}},"
                + "'status':{'phase':'Running'}}");
        PODS.strategy().prepareForStatusUpdate(status, old);
        assertThat(status.at("/status/phase").asString()).isEqualTo("Running");
        assertThat(status.get("spec")).isEqualTo(old.get("spec"));
        assertThat(status.at("/metadata/labels/seen").asString()).isEqualTo("yes");
    }

    @Test
    void deletionWaitsOnlyForPodsThatANodeRuns() {
        ObjectNode pending = PODS.created(pod("{'containers':[]}"));
        ObjectNode running = running("{'containers':[]}");
        assertThat(PODS.strategy().gracePeriodSeconds(pending, null)).isZero();
        assertThat(PODS.strategy().gracePeriodSeconds(running, null)).isEqualTo(30);
        assertThat(PODS.strategy().gracePeriodSeconds(running, 5L)).isEqualTo(5);
        assertThat(PODS.strategy().gracePeriodSeconds(running, 0L)).isZero();
    }

    @Test
    void faultsOfATemplateNameTheTemplate() {
        assertThat(Story.of("batch", "v1", "Job")
                        .faults("{'metadata':{'name':'j','namespace':'d','uid':'u'},'spec':{'template':{'spec':"
                                + "{'containers':[{'name':'a','image':'i'}]}}}}"))
                .isEqualTo(List.of("spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", "
                        + "\"Never\""));
    }
}
