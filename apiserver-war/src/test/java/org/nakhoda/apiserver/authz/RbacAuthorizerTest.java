package org.nakhoda.apiserver.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.WatchStream;
import tools.jackson.databind.node.ObjectNode;

class RbacAuthorizerTest {
    private final MemoryStore store = new MemoryStore();
    private final RbacAuthorizer rbac = new RbacAuthorizer(store);
    private final Authorizer chain = new AuthorizerChain(List.of(rbac));

    @BeforeEach
    void policy() {
        role("ClusterRole", "", "reader", "{'verbs':['get','list'],'apiGroups':[''],'resources':['pods','pods/log']}");
        role("ClusterRole", "", "scaler", "{'verbs':['update'],'apiGroups':['*'],'resources':['*/scale']}");
        role(
                "ClusterRole",
                "",
                "one-secret",
                "{'verbs':['get'],'apiGroups':[''],'resources':['secrets'],'resourceNames':['mine']}");
        role("ClusterRole", "", "paths", "{'verbs':['get'],'nonResourceURLs':['/healthz','/metrics/*']}");
        role("ClusterRole", "", "all-apps", "{'verbs':['*'],'apiGroups':['apps'],'resources':['*']}");
        binding("ClusterRoleBinding", "", "b1", "ClusterRole", "scaler", "{'kind':'User','name':'anna'}");
        binding("ClusterRoleBinding", "", "b2", "ClusterRole", "paths", "{'kind':'Group','name':'watchers'}");
        binding("ClusterRoleBinding", "", "b3", "ClusterRole", "all-apps", "{'kind':'Group','name':'builders'}");
        binding("RoleBinding", "shop", "b4", "ClusterRole", "reader", "{'kind':'User','name':'anna'}");
        binding("RoleBinding", "shop", "b5", "ClusterRole", "one-secret", "{'kind':'ServiceAccount','name':'till'}");
    }

    @ParameterizedTest(name = "{0} ({1}) {2} {3}/{4}/{5} in \"{6}\" name \"{7}\": {8}")
    @CsvSource({
        "anna,'',get,'',pods,'',shop,'',true",
        "anna,'',get,'',pods,log,shop,'',true",
        "anna,'',get,'',pods,exec,shop,'',false",
        "anna,'',get,'',pods,'',other,'',false",
        "anna,'',list,'',pods,'','','',false",
        "anna,'',delete,'',pods,'',shop,'',false",
        "anna,'',update,apps,deployments,scale,other,'',true",
        "anna,'',update,apps,deployments,'',other,'',false",
        "anna,'',get,metrics.k8s.io,pods,'',shop,'',false",
        "ben,builders,delete,apps,deployments,status,other,'',true",
        "ben,builders,delete,batch,jobs,'',other,'',false",
        "system:serviceaccount:shop:till,'',get,'',secrets,'',shop,mine,true",
        "system:serviceaccount:shop:till,'',get,'',secrets,'',shop,other,false",
        "system:serviceaccount:shop:till,'',get,'',secrets,'',shop,'',false",
        "system:serviceaccount:other:till,'',get,'',secrets,'',shop,mine,false",
        "root,system:masters,delete,'',nodes,'','',n1,true",
    })
    void decidesByRulesAndBindings(
            String user,
            String group,
            String verb,
            String apiGroup,
            String resource,
            String subresource,
            String namespace,
            String name,
            boolean allowed) {
        var asked = new Attributes(
                user(user, group), verb, apiGroup, "v1", resource, subresource, namespace, name, true, "");

        assertThat(chain.authorize(asked).allowed()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"/healthz,true", "/healthz/etcd,false", "/metrics/cadvisor,true", "/metrics,false", "/apis,false"})
    void decidesPathsByTheirPrefix(String path, boolean allowed) {
        var asked = new Attributes(user("x", "watchers"), "get", "", "", "", "", "", "", false, path);

        assertThat(chain.authorize(asked).allowed()).isEqualTo(allowed);
    }

    @Test
    void obeysABindingFromTheMomentItIsWrittenUntilItIsDeleted() {
        var asked = new Attributes(user("carl", ""), "get", "", "v1", "pods", "", "shop", "", true, "");
        assertThat(rbac.authorize(asked).allowed()).isFalse();

        binding("RoleBinding", "shop", "b6", "ClusterRole", "reader", "{'kind':'User','name':'carl'}");
        assertThat(rbac.authorize(asked).allowed()).isTrue();

        store.remove(RbacPolicy.GROUP, "rolebindings", "shop", "b6");
        assertThat(rbac.authorize(asked).allowed()).isFalse();
    }

    @Test
    void aDecisionThatComesWhileAChangeIsBeingReadWaitsForIt() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayRead = new CountDownLatch(1);
        AtomicBoolean slow = new AtomicBoolean();
        RbacAuthorizer slowly = new RbacAuthorizer(whoseWatchesRead(() -> {
            if (slow.get()) {
                reading.countDown();
                mayRead.await();
            }
            return null;
        }));
        var asked = new Attributes(user("carl", ""), "get", "", "v1", "pods", "", "shop", "", true, "");
        assertThat(slowly.authorize(asked).allowed()).isFalse();
        slow.set(true);

        binding("RoleBinding", "shop", "b6", "ClusterRole", "reader", "{'kind':'User','name':'carl'}");
        FutureTask<Boolean> first =
                new FutureTask<>(() -> slowly.authorize(asked).allowed());
        FutureTask<Boolean> second =
                new FutureTask<>(() -> slowly.authorize(asked).allowed());
        new Thread(first).start();
        reading.await();
        Thread late = new Thread(second);
        late.start();
        while (late.getState() == Thread.State.NEW || late.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        mayRead.countDown();

        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
    }

    /** The store, but for what happens before a watch is drained. */
    private ClusterStore whoseWatchesRead(Callable<Void> before) {
        return proxy(ClusterStore.class, (proxy, method, arguments) -> {
            Object result = method.invoke(store, arguments);
            return result instanceof WatchStream stream
                    ? proxy(WatchStream.class, (watch, called, given) -> {
                        if (called.getName().equals("drain")) {
                            before.call();
                        }
                        return called.invoke(stream, given);
                    })
                    : result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void anAggregatedRoleGrantsWhatTheRolesItChoosesGrantThroughOtherAggregatedRolesToo() {
        store.put(
                RbacPolicy.GROUP,
                "clusterroles",
                "{'metadata':{'name':'view','labels':{'to-edit':'true'}},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-view':'true'}}]}}");
        store.put(
                RbacPolicy.GROUP,
                "clusterroles",
                "{'metadata':{'name':'edit'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'to-edit':'true'}}]}}");
        binding("ClusterRoleBinding", "", "b7", "ClusterRole", "edit", "{'kind':'User','name':'dora'}");
        var asked = new Attributes(user("dora", ""), "get", "example.com", "v1", "ships", "", "shop", "", true, "");
        assertThat(rbac.authorize(asked).allowed()).isFalse();

        store.put(
                RbacPolicy.GROUP,
                "clusterroles",
                "{'metadata':{'name':'ships','labels':{'to-view':'true'}},'rules':[{'verbs':['get'],'apiGroups':['example.com'],'resources':['ships']}]}");

        assertThat(rbac.authorize(asked).allowed()).isTrue();
    }

    @Test
    void wordsARefusalAsKubernetesDoes() {
        var namespaced = new Attributes(user("anna", ""), "list", "", "v1", "pods", "", "other", "", true, "");
        var cluster = new Attributes(user("anna", ""), "get", "", "v1", "nodes", "", "", "n1", true, "");

        assertThatThrownBy(() -> Refusal.unlessAllowed(chain, namespaced))
                .hasMessage("pods is forbidden: User \"anna\" cannot list resource \"pods\" in API group \"\" in the"
                        + " namespace \"other\"");
        assertThatThrownBy(() -> Refusal.unlessAllowed(chain, cluster))
                .hasMessage(
                        "nodes \"n1\" is forbidden: User \"anna\" cannot get resource \"nodes\" in API group \"\" at"
                                + " the cluster scope");
    }

    @Test
    void answersWhetherIMayAndWhatIMay() {
        var reviews = new AccessReviews(chain, rbac);
        ObjectNode may = json("{'spec':{'resourceAttributes':{'verb':'list','resource':'pods','namespace':'shop'}}}");
        ObjectNode rules = json("{'spec':{'namespace':'shop'}}");

        assertThat(reviews.answer("selfsubjectaccessreviews", "", may, user("anna", ""))
                        .at("/status/allowed")
                        .asBoolean())
                .isTrue();
        assertThat(reviews.answer("selfsubjectrulesreviews", "", rules, user("anna", ""))
                        .at("/status/resourceRules"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "get,pods,true",
        "list,pods/log,true",
        "delete,pods,false",
        "get,secrets,false",
        "'*',pods,false",
        "get,'*',false"
    })
    void nobodyCanGrantMoreThanHeHas(String verb, String resource, boolean allowed) {
        Rule asked = Rule.of(json("{'verbs':['" + verb + "'],'apiGroups':[''],'resources':['" + resource + "']}"));

        assertThat(asked.coveredBy(rbac.policy().rulesOf(user("anna", ""), "shop")))
                .isEqualTo(allowed);
    }

    @Test
    void rulesTogetherCoverWhatNoneCoversAlone() {
        List<Rule> held = List.of(
                Rule.of(json("{'verbs':['get'],'apiGroups':['','apps'],'resources':['*']}")),
                Rule.of(json("{'verbs':['list'],'apiGroups':['*'],'resources':['pods']}")));

        assertThat(Rule.of(json("{'verbs':['get','list'],'apiGroups':[''],'resources':['pods']}"))
                        .coveredBy(held))
                .isTrue();
        assertThat(Rule.of(json("{'verbs':['get','list'],'apiGroups':[''],'resources':['secrets']}"))
                        .coveredBy(held))
                .isFalse();
    }

    private static UserInfo user(String name, String group) {
        return new UserInfo(name, "", group.isEmpty() ? Set.of() : Set.of(group), Map.of());
    }

    private void role(String kind, String namespace, String name, String rule) {
        store.put(
                RbacPolicy.GROUP,
                kind.equals("Role") ? "roles" : "clusterroles",
                "{'metadata':{'name':'" + name + "','namespace':'" + namespace + "'},'rules':[" + rule + "]}");
    }

    private void binding(String kind, String namespace, String name, String roleKind, String role, String subject) {
        store.put(
                RbacPolicy.GROUP,
                kind.equals("RoleBinding") ? "rolebindings" : "clusterrolebindings",
                "{'metadata':{'name':'" + name + "','namespace':'" + namespace + "'},'roleRef':{'kind':'" + roleKind
                        + "','name':'" + role + "'},'subjects':[" + subject + "]}");
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }
}
