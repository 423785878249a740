package org.nakhoda.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.memory.MemoryStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AdmissionStepsTest {
    private static final UserInfo ADMIN = new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS), Map.of());
    private static final UserInfo NODE = new UserInfo("system:node:n1", "", Set.of(UserInfo.GROUP_NODES), Map.of());

    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void cluster() {
        store.put("", "namespaces", "{'metadata':{'name':'shop'}}");
        store.put("", "namespaces", "{'metadata':{'name':'ending','deletionTimestamp':'2026-11-22T12:00:00Z'}}");
        store.put(
                "",
                "serviceaccounts",
                "{'metadata':{'namespace':'shop','name':'default'},'imagePullSecrets':[{'name':'registry'}]}");
        store.put(
                "",
                "serviceaccounts",
                "{'metadata':{'namespace':'shop','name':'quiet'},'automountServiceAccountToken':false}");
        store.put("scheduling.k8s.io", "priorityclasses", "{'metadata':{'name':'high'},'value':1000}");
    }

    @Test
    void nothingIsMadeInANamespaceThatIsMissingOrGoingAway() {
        var step = new NamespaceLifecycle(store);

        assertThatThrownBy(() -> step.validate(create("Pod", "nowhere", "{}", ADMIN)))
                .hasMessage("namespaces \"nowhere\" not found");
        assertThatThrownBy(() -> step.validate(create("Pod", "ending", "{}", ADMIN)))
                .hasMessageContaining(
                        "unable to create new content in namespace ending because it is being terminated");
        step.validate(create("Pod", "shop", "{}", ADMIN));
    }

    @Test
    void theClustersOwnNamespacesStay() {
        var step = new NamespaceLifecycle(store);
        var delete = new AdmissionRequest(
                Operation.DELETE, type("", "Namespace"), "", "kube-system", "", null, json("{}"), ADMIN, false);

        assertThat(step.handles(delete)).isTrue();
        assertThatThrownBy(() -> step.validate(delete))
                .hasMessage("namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void aPodGetsTheDefaultAccountItsTokenVolumeAndItsPullSecrets() {
        var request =
                create("Pod", "shop", "{'spec':{'containers':[{'name':'a'}],'initContainers':[{'name':'i'}]}}", ADMIN);

        new ServiceAccountAdmission(store).mutate(request);

        JsonNode spec = request.object().path("spec");
        assertThat(spec.path("serviceAccountName").asString()).isEqualTo("default");
        assertThat(spec.at("/imagePullSecrets/0/name").asString()).isEqualTo("registry");
        String volume = spec.at("/volumes/0/name").asString();
        assertThat(volume).matches("kube-api-access-[a-z0-9]{5}");
        assertThat(spec.at("/volumes/0/projected/sources/0/serviceAccountToken/expirationSeconds")
                        .asInt())
                .isEqualTo(3607);
        for (String container : new String[] {"/containers/0", "/initContainers/0"}) {
            assertThat(spec.at(container + "/volumeMounts/0/name").asString()).isEqualTo(volume);
            assertThat(spec.at(container + "/volumeMounts/0/mountPath").asString())
                    .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
        }
    }

    @Test
    void runningTheServiceAccountStepTwiceChangesNothing() {
        var request = create("Pod", "shop", "{'spec':{'containers':[{'name':'a'}]}}", ADMIN);
        var step = new ServiceAccountAdmission(store);
        step.mutate(request);
        ObjectNode once = request.object().deepCopy();

        step.mutate(request);

        assertThat(request.object()).isEqualTo(once);
    }

    @Test
    void anAccountOrAPodCanDoWithoutTheTokenAndTheAccountMustExist() {
        var step = new ServiceAccountAdmission(store);
        var quiet = create("Pod", "shop", "{'spec':{'serviceAccountName':'quiet','containers':[{'name':'a'}]}}", ADMIN);
        var loud = create(
                "Pod",
                "shop",
                "{'spec':{'serviceAccountName':'quiet','automountServiceAccountToken':true,'containers':[{'name':'a'}]}}",
                ADMIN);
        var missing = create("Pod", "shop", "{'spec':{'serviceAccountName':'nobody'}}", ADMIN);
        step.mutate(quiet);
        step.mutate(loud);

        assertThat(quiet.object().at("/spec/volumes").isMissingNode()).isTrue();
        assertThat(loud.object().at("/spec/volumes")).hasSize(1);
        assertThatThrownBy(() -> step.mutate(missing))
                .hasMessageContaining(
                        "error looking up service account shop/nobody: serviceaccount \"nobody\" not found");
    }

    @Test
    void aPriorityClassBecomesAPriority() {
        var step = new PriorityAdmission(store);
        var high = create("Pod", "shop", "{'spec':{'priorityClassName':'high'}}", ADMIN);
        var none = create("Pod", "shop", "{'spec':{}}", ADMIN);
        step.mutate(high);
        step.mutate(none);

        assertThat(high.object().at("/spec/priority").asInt()).isEqualTo(1000);
        assertThat(none.object().at("/spec/priority").asInt()).isZero();
        assertThatThrownBy(() -> step.mutate(create("Pod", "shop", "{'spec':{'priorityClassName':'x'}}", ADMIN)))
                .hasMessageContaining("no PriorityClass with name x was found");
        assertThatThrownBy(() -> step.mutate(create("Pod", "shop", "{'spec':{'priority':7}}", ADMIN)))
                .hasMessageContaining("the integer value of priority (7) must not be provided");
    }

    @Test
    void aPodMayStayFiveMinutesOnALostNodeUnlessItSaysOtherwise() {
        var request = create(
                "Pod",
                "shop",
                "{'spec':{'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists','effect':'NoExecute','tolerationSeconds':5}]}}",
                ADMIN);

        new DefaultTolerationSeconds().mutate(request);

        JsonNode tolerations = request.object().at("/spec/tolerations");
        assertThat(tolerations).hasSize(2);
        assertThat(tolerations.at("/0/tolerationSeconds").asInt()).isEqualTo(5);
        assertThat(tolerations.at("/1/key").asString()).isEqualTo("node.kubernetes.io/unreachable");
        assertThat(tolerations.at("/1/tolerationSeconds").asInt()).isEqualTo(300);
    }

    @Test
    void aNewNodeIsTaintedOnce() {
        var request = create("Node", "", "{'metadata':{'name':'n1'}}", NODE);
        new TaintNodesByCondition().mutate(request);
        new TaintNodesByCondition().mutate(request);

        assertThat(request.object().at("/spec/taints").toString())
                .isEqualTo("[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]");
    }

    @Test
    void aNodeWritesItselfAndItsPodsAndNobodyElses() {
        var step = new NodeRestriction(store);
        ObjectNode own = json("{'metadata':{'name':'web'},'spec':{'nodeName':'n1'}}");
        ObjectNode other = json("{'metadata':{'name':'web'},'spec':{'nodeName':'n2'}}");

        step.validate(update("Pod", "shop", "web", "status", own, NODE));
        step.validate(create("Node", "", "{'metadata':{'name':'n1'}}", NODE));
        assertThatThrownBy(() -> step.validate(update("Pod", "shop", "web", "status", other, NODE)))
                .hasMessageContaining("can only update pod status for pods with spec.nodeName set to itself");
        assertThatThrownBy(() -> step.validate(create("Node", "", "{'metadata':{'name':'n2'}}", NODE)))
                .hasMessageContaining("is not allowed to modify node \"n2\"");
        assertThatThrownBy(() -> step.validate(create("Pod", "shop", "{'metadata':{'name':'x'}}", NODE)))
                .hasMessageContaining("can only create mirror pods");
        assertThat(step.handles(create("Pod", "shop", "{}", ADMIN))).isFalse();
    }

    private static AdmissionRequest create(String kind, String namespace, String object, UserInfo user) {
        return new AdmissionRequest(
                Operation.CREATE, type("", kind), namespace, "", "", json(object), null, user, false);
    }

    private static AdmissionRequest update(
            String kind, String namespace, String name, String subresource, ObjectNode object, UserInfo user) {
        return new AdmissionRequest(
                Operation.UPDATE, type("", kind), namespace, name, subresource, object, object.deepCopy(), user, false);
    }

    private static ResourceType type(String group, String kind) {
        return BuiltinCatalogue.instance().byKind(group, "v1", kind).orElseThrow();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }
}
