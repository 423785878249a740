package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.Impersonation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.story.Client.Answer;

/** Acting as somebody else, as {@code kubectl --as} asks for. */
class ImpersonationTest {
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @TempDir
    private Path directory;

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();
    private final UserInfo caller =
            new UserInfo("helper-of-" + namespace, "", Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());

    private Answer as(UserInfo wanted, String method, String uri, String body) {
        int question = uri.indexOf('?');
        ApiResponse answer = RunningApi.server()
                .handle(new ApiRequest(
                        method,
                        UriText.path(question < 0 ? uri : uri.substring(0, question)),
                        UriText.query(question < 0 ? null : uri.substring(question + 1)),
                        Map.of("content-type", "application/json"),
                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        new Credentials(null, null, wanted),
                        caller,
                        uri));
        byte[] bytes = answer.body() instanceof ApiResponse.Body.Whole whole ? whole.bytes() : new byte[0];
        return new Answer(answer.status(), answer.headers(), bytes);
    }

    private static UserInfo user(String name, String... groups) {
        return new UserInfo(name, "", Set.of(groups), Map.of());
    }

    private void allow(String rules) {
        String role = "role-of-" + caller.name();
        admin.post(RBAC + "clusterroles", "{metadata: {name: " + role + "}, rules: " + rules + "}")
                .expect(201);
        admin.post(
                        RBAC + "clusterrolebindings",
                        "{metadata: {name: " + role + "}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind:"
                                + " ClusterRole, name: " + role + "}, subjects: [{apiGroup: rbac.authorization.k8s.io,"
                                + " kind: User, name: " + caller.name() + "}]}")
                .expect(201);
    }

    @Test
    void without_the_permission_nobody_acts_as_somebody_else() {
        as(user("jane"), "GET", "/api/v1/namespaces/" + namespace + "/pods", "")
                .refused(
                        403,
                        "Forbidden",
                        "users \"jane\" is forbidden: User \"" + caller.name()
                                + "\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope");
    }

    @Test
    void whoever_may_acts_as_a_user_with_groups_a_uid_and_more() {
        allow("[{apiGroups: [''], resources: [users, groups], verbs: [impersonate]},"
                + " {apiGroups: [authentication.k8s.io], resources: [uids, userextras/scopes], verbs: [impersonate]}]");

        var me = as(
                        new UserInfo("jane", "u-7", Set.of("crew, sailing"), Map.of("scopes", List.of("view", "edit"))),
                        "POST",
                        WHO_AM_I,
                        "{}")
                .expect(201)
                .at("/status/userInfo");

        assertThat(me.path("username").asString()).isEqualTo("jane");
        assertThat(me.path("uid").asString()).isEqualTo("u-7");
        assertThat(me.path("groups").toString()).contains("\"crew, sailing\"", "\"system:authenticated\"");
        assertThat(me.at("/extra/scopes").toString()).isEqualTo("[\"view\",\"edit\"]");
        as(new UserInfo("jane", "", Set.of(), Map.of("other", List.of("x"))), "POST", WHO_AM_I, "{}")
                .refused(403, "Forbidden", "userextras/other", "authentication.k8s.io");
    }

    @Test
    void a_name_that_is_granted_is_the_only_one() {
        allow("[{apiGroups: [''], resources: [users], resourceNames: [jane], verbs: [impersonate]}]");

        as(user("jane"), "POST", WHO_AM_I, "{}").expect(201);
        as(user("john"), "POST", WHO_AM_I, "{}").refused(403, "Forbidden", "john");
        as(user("jane", "system:masters"), "POST", WHO_AM_I, "{}").refused(403, "Forbidden", "groups");
    }

    @Test
    void what_the_user_may_not_do_is_refused_in_the_users_name() {
        allow("[{apiGroups: [''], resources: [users], verbs: [impersonate]}]");

        as(user("jane"), "GET", "/api/v1/namespaces/" + namespace + "/pods", "")
                .refused(403, "Forbidden", "User \"jane\" cannot list resource \"pods\"");
    }

    @Test
    void a_service_account_has_its_groups() {
        allow("[{apiGroups: [''], resources: [serviceaccounts], verbs: [impersonate]}]");

        var me = as(user("system:serviceaccount:" + namespace + ":default"), "POST", WHO_AM_I, "{}")
                .expect(201)
                .at("/status/userInfo/groups");

        assertThat(me.valueStream().map(group -> group.asString()))
                .containsExactlyInAnyOrder(
                        "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
    }

    @Test
    void anonymous_is_not_authenticated() {
        allow("[{apiGroups: [''], resources: [users], verbs: [impersonate]},"
                + " {nonResourceURLs: [/version], verbs: [get]}]");

        as(user("system:anonymous"), "POST", WHO_AM_I, "{}").refused(403, "Forbidden", "system:anonymous");
    }

    @Test
    void a_constrained_permission_holds_for_what_it_names_and_nothing_else() {
        allow("[{apiGroups: [authentication.k8s.io], resources: [users], verbs: ['impersonate:user-info']},"
                + " {apiGroups: [''], resources: [pods], verbs: ['impersonate-on:user-info:list']}]");
        admin.post(
                        RBAC + "namespaces/" + namespace + "/rolebindings",
                        "{metadata: {name: jane}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
                                + " name: edit}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name:"
                                + " jane}]}")
                .expect(201);

        assertThat(as(user("jane"), "GET", "/api/v1/namespaces/" + namespace + "/pods", "")
                        .status())
                .isEqualTo(200);
        as(user("jane"), "GET", "/api/v1/namespaces/" + namespace + "/secrets", "")
                .refused(403, "Forbidden", "cannot impersonate");
        as(user("system:node:n1"), "GET", "/api/v1/namespaces/" + namespace + "/pods", "")
                .refused(403, "Forbidden", "cannot impersonate");
    }

    @Test
    void headers_say_whom_and_a_comma_is_a_part_of_a_group() {
        UserInfo wanted = Impersonation.wanted(Map.of(
                "Impersonate-User", List.of("jane"),
                "Impersonate-Group", List.of("a,b", "c"),
                "Impersonate-Uid", List.of("7"),
                "Impersonate-Extra-Example.com%2fRank", List.of("mate")));

        assertThat(wanted)
                .isEqualTo(new UserInfo("jane", "7", Set.of("a,b", "c"), Map.of("example.com/rank", List.of("mate"))));
        assertThatThrownBy(() -> Impersonation.wanted(Map.of("Impersonate-Group", List.of("a"))))
                .hasMessageContaining("without impersonating a user");
    }

    @Test
    void kubectl_asks_as_another_user() throws Exception {
        admin.post(
                        RBAC + "namespaces/" + namespace + "/rolebindings",
                        "{metadata: {name: jane}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,"
                                + " name: view}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name:"
                                + " sailors}]}")
                .expect(201);
        try (KubectlOverHttp http = new KubectlOverHttp(directory)) {
            for (Path kubectl : KubectlOverHttp.kubectls()) {
                String in = "--namespace=" + namespace;
                assertThat(http.run(kubectl, "auth", "can-i", "list", "pods", in, "--as=jane")
                                .text())
                        .contains("no");
                assertThat(http.run(kubectl, "auth", "can-i", "list", "pods", in, "--as=jane", "--as-group=sailors")
                                .orFail())
                        .contains("yes");
                assertThat(http.run(kubectl, "get", "secrets", in, "--as=jane", "--as-group=sailors")
                                .text())
                        .contains("Forbidden", "User \"jane\" cannot list resource \"secrets\"");
            }
        }
    }
}
