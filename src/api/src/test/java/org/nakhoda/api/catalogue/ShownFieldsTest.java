package org.nakhoda.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.catalogue.Story.json;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/** What Kubernetes' types show although nobody set it, and what they do not show although somebody did. */
class ShownFieldsTest {
    private static final String TEMPLATE =
            "'template':{'metadata':{'labels':{'app':'a'}},'spec':{'containers':[{'name':'c','image':'i:1'}]}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apps | v1 | Deployment | {}",
                "apps | v1 | ReplicaSet | {'replicas':0}",
                "apps | v1 | StatefulSet | {'replicas':0,'availableReplicas':0}",
                "apps | v1 | DaemonSet | {'currentNumberScheduled':0,'desiredNumberScheduled':0,"
                        + "'numberMisscheduled':0,'numberReady':0}",
                "batch | v1 | CronJob | {}",
                "policy | v1 | PodDisruptionBudget | {'currentHealthy':0,'desiredHealthy':0,"
                        + "'disruptionsAllowed':0,'expectedPods':0}",
                "networking.k8s.io | v1 | Ingress | {'loadBalancer':{}}",
                "storage.k8s.io | v1 | VolumeAttachment | {'attached':false}"
            })
    void aNewObjectHasAStatusWhateverItsClientSent(String group, String version, String kind, String status) {
        ObjectNode created = Story.of(group, version, kind)
                .created("{'metadata':{'name':'a','namespace':'d'},'spec':{" + TEMPLATE + "},'status':{'replicas':7}}");
        assertThat(created.get("status")).isEqualTo(json(status));
    }

    @Test
    void zerosThatMeanNothingAreNotKeptAndPointersToZeroAre() {
        ObjectNode pod = json("{'metadata':{'labels':{},'generateName':''},'spec':{'hostNetwork':false,'nodeName':'',"
                + "'tolerations':[],'nodeSelector':{},'securityContext':{},'automountServiceAccountToken':false,"
                + "'containers':[{'name':'c','args':[],'stdin':false,'env':[{'name':'A','value':''}],"
                + "'volumeMounts':[{'name':'v','mountPath':'/v','readOnly':false,'subPath':''}],"
                + "'securityContext':{'privileged':false,'runAsUser':0},'resources':{}}],"
                + "'volumes':[{'name':'v','emptyDir':{'medium':''}}]}}");
        Conformance.check(BuiltinSchemas.of("io.k8s.api.core.v1.Pod"), pod);
        assertThat(pod)
                .isEqualTo(json("{'metadata':{},'spec':{'securityContext':{},'automountServiceAccountToken':false,"
                        + "'containers':[{'name':'c','env':[{'name':'A'}],"
                        + "'volumeMounts':[{'name':'v','mountPath':'/v'}],"
                        + "'securityContext':{'privileged':false,'runAsUser':0},'resources':{}}],"
                        + "'volumes':[{'name':'v','emptyDir':{}}]}}"));
    }

    @Test
    void emptyTextThatIsAChoiceIsKept() {
        ObjectNode claim = json("{'spec':{'storageClassName':'','volumeName':''}}");
        Conformance.check(BuiltinSchemas.of("io.k8s.api.core.v1.PersistentVolumeClaim"), claim);
        assertThat(claim).isEqualTo(json("{'spec':{'storageClassName':''}}"));
    }

    @Test
    void whatAManagerAppliesIsKeptThoughItIsEmpty() {
        ObjectNode pod = json("{'spec':{'hostNetwork':false,'tolerations':[]}}");
        Conformance.checkApplied(BuiltinSchemas.of("io.k8s.api.core.v1.Pod"), pod);
        assertThat(pod).isEqualTo(json("{'spec':{'hostNetwork':false,'tolerations':[]}}"));
    }

    @Test
    void aStatefulSetsClaimsSayWhatTheyAre() {
        ObjectNode set = Story.of("apps", "v1", "StatefulSet")
                .created("{'metadata':{'name':'a','namespace':'d'},'spec':{" + TEMPLATE
                        + ",'volumeClaimTemplates':[{'metadata':{'name':'v'},'spec':{}}]}}");
        assertThat(set.at("/spec/volumeClaimTemplates/0"))
                .isEqualTo(json("{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'v'},"
                        + "'spec':{'volumeMode':'Filesystem'},'status':{'phase':'Pending'}}"));
    }

    @Test
    void aJobWithoutLabelsHasItsTemplates() {
        Story jobs = Story.of("batch", "v1", "Job");
        String spec = "'spec':{'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[]}}}}";
        ObjectNode job = jobs.created("{'metadata':{'name':'j','namespace':'d','uid':'u'}," + spec);
        assertThat(job.at("/metadata/labels")).isEqualTo(job.at("/spec/template/metadata/labels"));
        assertThat(job.at("/metadata/labels/batch.kubernetes.io~1controller-uid")
                        .asString())
                .isEqualTo("u");
        ObjectNode named =
                jobs.created("{'metadata':{'name':'j','namespace':'d','uid':'u','labels':{'x':'y'}}," + spec);
        assertThat(named.at("/metadata/labels")).isEqualTo(json("{'x':'y'}"));
    }

    @Test
    void aPodAsAWholeAsksForWhatItsContainersAskFor() {
        ObjectNode pod = Story.of("", "v1", "Pod")
                .created("{'metadata':{'name':'a','namespace':'d'},'spec':{'resources':{'limits':{'cpu':'2',"
                        + "'memory':'1Gi'}},'initContainers':[{'name':'i','image':'i','resources':{'requests':"
                        + "{'cpu':'900m'}}}],'containers':[{'name':'c','image':'i','resources':{'requests':"
                        + "{'cpu':'300m'}}},{'name':'d','image':'i','resources':{'requests':{'cpu':'500m'}}}]}}");
        assertThat(pod.at("/spec/resources/requests")).isEqualTo(json("{'cpu':'900m','memory':'1Gi'}"));
    }

    @Test
    void amountsAreKeptToTheThousandth() {
        ObjectNode pod = Story.of("", "v1", "Pod")
                .created("{'metadata':{'name':'a','namespace':'d'},'spec':{'containers':[{'name':'c','image':'i',"
                        + "'resources':{'requests':{'cpu':'100100u'}}}]}}");
        assertThat(pod.at("/spec/containers/0/resources/requests/cpu").asString())
                .isEqualTo("101m");
    }

    @Test
    void theOlderOfTwoFieldsIsTheFirstOfTheNewer() {
        ObjectNode node =
                Story.of("", "v1", "Node").created("{'metadata':{'name':'n'},'spec':{'podCIDR':'10.1.0.0/24'}}");
        assertThat(node.get("spec")).isEqualTo(json("{'podCIDR':'10.1.0.0/24','podCIDRs':['10.1.0.0/24']}"));

        Story pods = Story.of("", "v1", "Pod");
        ObjectNode pod = pods.created("{'metadata':{'name':'p','namespace':'d'},'spec':{'containers':[]}}");
        pod.set("status", json("{'podIPs':[{'ip':'10.1.2.3'}]}"));
        pods.strategy().setDefaults(pod);
        assertThat(pod.at("/status/podIP").asString()).isEqualTo("10.1.2.3");
    }

    @Test
    void anEventAlwaysSaysWhereItIsFrom() {
        ObjectNode event = Story.of("", "v1", "Event")
                .created("{'metadata':{'name':'e','namespace':'d'},'involvedObject':{'namespace':'d'}}");
        assertThat(event.path("source")).isEqualTo(json("{}"));
        assertThat(event.path("reportingComponent").asString("?")).isEmpty();
    }

    @Test
    void aStatusThatCannotBeIsRefused() {
        assertThat(statusFaults("apps", "Deployment", "{'replicas':1,'readyReplicas':2}"))
                .containsExactly("status.readyReplicas");
        assertThat(statusFaults("apps", "ReplicaSet", "{'replicas':2,'readyReplicas':1,'availableReplicas':2}"))
                .containsExactly("status.availableReplicas");
        assertThat(statusFaults("apps", "DaemonSet", "{'numberReady':-1}")).containsExactly("status.numberReady");
        assertThat(statusFaults("policy", "PodDisruptionBudget", "{'expectedPods':-1}"))
                .containsExactly("status.expectedPods");
        assertThat(statusFaults("", "Namespace", "{'phase':'Terminating'}")).containsExactly("status.Phase");
        assertThat(statusFaults("", "Service", "{'loadBalancer':{'ingress':[{'ip':'x'},{'hostname':'10.1.2.3'}]}}"))
                .containsExactly("status.loadBalancer.ingress[0].ip", "status.loadBalancer.ingress[1].hostname");
        assertThat(statusFaults("networking.k8s.io", "Ingress", "{'loadBalancer':{'ingress':[{'ipMode':'VIP'}]}}"))
                .containsExactly("status.loadBalancer.ingress[0].ipMode");
        assertThat(statusFaults("", "Pod", "{'conditions':[{'type':'a b'}]}"))
                .containsExactly("metadata.conditions[0].Type");
    }

    private static List<String> statusFaults(String group, String kind, String status) {
        Story story = Story.of(group, "v1", kind);
        ObjectNode old = story.created("{'metadata':{'name':'a','namespace':'d'},'spec':{" + TEMPLATE + "}}");
        ObjectNode next = old.deepCopy();
        next.set("status", json(status));
        story.strategy().prepareForStatusUpdate(next, old);
        FieldErrors errors = new FieldErrors();
        story.strategy().validateStatusUpdate(next, old, errors);
        return errors.causes().stream().map(cause -> cause.field()).toList();
    }
}
