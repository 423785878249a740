package org.nakhoda.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;
import tools.jackson.databind.node.ObjectNode;

class DefaultFlowsTest {
    private final MemoryStore store = new MemoryStore();

    private PriorityAndFairness control() {
        return new PriorityAndFairness(
                store,
                new PriorityAndFairness.Limits(100, 10, Duration.ofSeconds(1)),
                Runnable::run,
                new SimpleMeterRegistry(),
                InstantSource.system());
    }

    private void defaults() {
        DefaultFlowObjects.levels().forEach(level -> put("prioritylevelconfigurations", level));
        DefaultFlowObjects.schemas().forEach(schema -> put("flowschemas", schema));
    }

    private void put(String resource, ObjectNode object) {
        ObjectNode stored = object.deepCopy();
        stored.withObject("/metadata")
                .put("uid", object.path("metadata").path("name").asString());
        store.put(FlowObjects.GROUP, resource, stored.toString());
    }

    private static String flow(PriorityAndFairness control, String method, String path, String user, String... groups) {
        List<String> segments = List.of(path.substring(1).split("/"));
        ApiRequest request = new ApiRequest(
                method, segments, Map.of(), new HashMap<>(), new byte[0], new Credentials(null, null), null);
        UserInfo caller = new UserInfo(user, "", Set.of(groups), Map.of());
        return control.flow(request, RequestTarget.of(request), caller)
                .headers()
                .getOrDefault("X-Kubernetes-PF-FlowSchema-UID", "none");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/pods, admin, system:masters, exempt",
        "GET, /healthz, nobody, system:unauthenticated, probes",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x, system:kube-scheduler, g, system-leader-election",
        "GET, /api/v1/namespaces/a/endpoints/x, system:kube-controller-manager, g, endpoint-controller",
        "PATCH, /api/v1/nodes/n1/status, system:node:n1, system:nodes, system-node-high",
        "PUT, /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1, system:node:n1, system:nodes, system-node-high",
        "GET, /api/v1/namespaces/a/pods/x, system:node:n1, system:nodes, system-nodes",
        "GET, /api/v1/pods, system:kube-controller-manager, g, kube-controller-manager",
        "GET, /api/v1/pods, system:kube-scheduler, g, kube-scheduler",
        "GET, /api/v1/pods, system:serviceaccount:kube-system:x, system:serviceaccounts, kube-system-service-accounts",
        "GET, /api/v1/pods, system:serviceaccount:shop:x, system:serviceaccounts, service-accounts",
        "GET, /api/v1/pods, jane, system:authenticated, global-default",
        "GET, /version, jane, system:authenticated, global-default",
        "GET, /api/v1/pods, jane, strangers, none"
    })
    void everybodysRequestsGoWhereKubernetesSendsThem(
            String method, String path, String user, String group, String schema) {
        defaults();

        assertThat(flow(control(), method, path, user, group)).isEqualTo(schema);
    }

    @Test
    void aNewSchemaTakesEffectAtOnceAndOneWithoutItsLevelIsPassedOver() {
        defaults();
        PriorityAndFairness control = control();
        assertThat(flow(control, "GET", "/api/v1/namespaces/shop/pods/x", "jane", "system:authenticated"))
                .isEqualTo("global-default");

        String schema = "{'metadata':{'name':'shop','uid':'shop'},'spec':{'matchingPrecedence':500,"
                + "'priorityLevelConfiguration':{'name':'%s'},'rules':[{'subjects':[{'kind':'User','user':{'name':'jane'}}],"
                + "'resourceRules':[{'verbs':['get'],'apiGroups':['*'],'resources':['pods'],'namespaces':['shop']}]}]}}";
        store.put(FlowObjects.GROUP, "flowschemas", schema.formatted("nowhere"));
        assertThat(flow(control, "GET", "/api/v1/namespaces/shop/pods/x", "jane", "system:authenticated"))
                .isEqualTo("global-default");

        store.put(FlowObjects.GROUP, "flowschemas", schema.formatted("workload-low"));
        assertThat(flow(control, "GET", "/api/v1/namespaces/shop/pods/x", "jane", "system:authenticated"))
                .isEqualTo("shop");
        assertThat(flow(control, "GET", "/api/v1/namespaces/other/pods/x", "jane", "system:authenticated"))
                .isEqualTo("global-default");
        assertThat(flow(control, "GET", "/api/v1/pods", "jane", "system:authenticated"))
                .isEqualTo("global-default");
    }

    @Test
    void aServerWithoutObjectsStillHasItsMandatoryLevels() {
        UserInfo stranger = new UserInfo("jane", "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());
        ApiRequest request = new ApiRequest(
                "GET",
                List.of("api", "v1", "pods"),
                Map.of(),
                Map.of(),
                new byte[0],
                new Credentials(null, null),
                null);

        var flow = control().flow(request, RequestTarget.of(request), stranger);

        assertThat(flow.headers()).isEmpty();
        flow.enter(RequestTarget.of(request), stranger).close();
    }

    @Test
    void anAdministratorsChangeStaysOnlyWhereTheAnnotationSaysSo() {
        ObjectNode wanted = (ObjectNode) DefaultFlowObjects.levels().get(2);
        ObjectNode changed = wanted.deepCopy();
        changed.withObject("/spec/limited").put("nominalConcurrencyShares", 99);
        ObjectNode own = changed.deepCopy();
        own.withObject("/metadata/annotations").put(DefaultFlowObjects.AUTOUPDATE, "false");
        ObjectNode mandatory = (ObjectNode) DefaultFlowObjects.levels().get(1);
        ObjectNode weakened = mandatory.deepCopy();
        weakened.withObject("/metadata/annotations").put(DefaultFlowObjects.AUTOUPDATE, "false");
        weakened.withObject("/spec/limited").put("nominalConcurrencyShares", 99);

        assertThat(FlowObjects.completed(wanted, wanted)).isEmpty();
        assertThat(FlowObjects.completed(changed, wanted)).contains(wanted);
        assertThat(FlowObjects.completed(own, wanted)).isEmpty();
        assertThat(FlowObjects.completed(weakened, mandatory)).contains(mandatory);
        assertThat(Json.parse(wanted.toString())).isEqualTo(wanted);
    }
}
