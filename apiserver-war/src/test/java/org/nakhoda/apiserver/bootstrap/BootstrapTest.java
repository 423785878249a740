package org.nakhoda.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.authz.AuthorizerChain;
import org.nakhoda.apiserver.authz.RbacAuthorizer;
import org.nakhoda.apiserver.authz.node.NodeAuthorizer;
import org.nakhoda.apiserver.memory.MemoryStore;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BootstrapTest {
    private final MemoryStore store = new MemoryStore();
    private final List<String> writes = new ArrayList<>();
    private Bootstrap bootstrap;

    @TempDir
    Path data;

    @BeforeEach
    void cluster() throws Exception {
        Files.createDirectory(data.resolve("pki"));
        Files.writeString(data.resolve("pki/ca.crt"), "a certificate");
        bootstrap(settings("10.0.0.1"));
    }

    @Test
    void everyDefaultObjectIsInTheCatalogueAndValid() {
        bootstrap.run();

        assertThat(writes)
                .hasSizeGreaterThan(88)
                .allMatch(write -> write.startsWith("POST") || write.contains("PUT /apis/rbac"));
    }

    @Test
    void aSecondStartWritesNothing() {
        bootstrap.run();
        writes.clear();

        bootstrap.run();

        assertThat(writes).isEmpty();
    }

    @Test
    void aRuleThatWasTakenFromADefaultRoleComesBackUnlessTheRoleIsKeptFromIt() {
        bootstrap.run();
        edit("clusterroles", "system:kube-dns", role -> ((ArrayNode) role.path("rules")).removeAll());
        edit("clusterroles", "system:basic-user", role -> {
            ((ArrayNode) role.path("rules")).removeAll();
            role.withObject("/metadata/annotations").put(RoleDeclaration.AUTOUPDATE, "false");
        });

        bootstrap.run();

        assertThat(get("clusterroles", "system:kube-dns").path("rules")).hasSize(2);
        assertThat(get("clusterroles", "system:basic-user").path("rules")).isEmpty();
    }

    @Test
    void theClustersOwnPartsMayDoTheirWorkAndNoMore() {
        bootstrap.run();
        var authorizer = new AuthorizerChain(
                List.of(new NodeAuthorizer(store, Bootstrap.nodeRules()), new RbacAuthorizer(store)));
        UserInfo deployments = new UserInfo(
                "system:serviceaccount:kube-system:deployment-controller", "", java.util.Set.of(), Map.of());
        UserInfo scheduler = new UserInfo("system:kube-scheduler", "", java.util.Set.of(), Map.of());
        UserInfo node = new UserInfo("system:node:n1", "", java.util.Set.of(UserInfo.GROUP_NODES), Map.of());
        UserInfo anybody = new UserInfo("x", "", java.util.Set.of(UserInfo.GROUP_AUTHENTICATED), Map.of());

        assertThat(may(authorizer, deployments, "create", "apps", "replicasets", ""))
                .isTrue();
        assertThat(may(authorizer, deployments, "create", "", "pods", "")).isFalse();
        assertThat(may(authorizer, scheduler, "create", "", "pods", "binding")).isTrue();
        assertThat(may(authorizer, scheduler, "create", "", "pods", "")).isFalse();
        assertThat(may(authorizer, node, "patch", "", "pods", "status")).isTrue();
        assertThat(may(authorizer, node, "create", "apps", "deployments", "")).isFalse();
        assertThat(may(authorizer, node, "list", "", "secrets", "")).isFalse();
        assertThat(may(authorizer, anybody, "create", "authorization.k8s.io", "selfsubjectaccessreviews", ""))
                .isTrue();
        assertThat(may(authorizer, anybody, "list", "", "pods", "")).isFalse();
    }

    @Test
    void nodesOfAnOlderClusterLoseTheRightToReadEverySecretAndWhoElseWasBoundKeepsIt() {
        bootstrap.run();
        edit("clusterrolebindings", "system:node", binding -> {
            var subjects = binding.putArray("subjects");
            subjects.addObject()
                    .put("apiGroup", "rbac.authorization.k8s.io")
                    .put("kind", "Group")
                    .put("name", "system:nodes");
            subjects.addObject()
                    .put("apiGroup", "rbac.authorization.k8s.io")
                    .put("kind", "User")
                    .put("name", "legacy");
        });

        bootstrap.run();

        var subjects = get("clusterrolebindings", "system:node").path("subjects");
        assertThat(subjects).hasSize(1);
        assertThat(subjects.at("/0/name").asString()).isEqualTo("legacy");
    }

    private static boolean may(
            AuthorizerChain authorizer, UserInfo user, String verb, String group, String resource, String subresource) {
        return authorizer
                .authorize(new Attributes(user, verb, group, "v1", resource, subresource, "shop", "", true, ""))
                .allowed();
    }

    private void bootstrap(Settings settings) {
        bootstrap = new Bootstrap(this::write, store, BuiltinCatalogue.instance(), settings);
    }

    private Settings settings(String address) {
        return Settings.of(Map.of("data-dir", data.toString(), "node-name", "n", "node-address", address));
    }

    /** Validates like the pipeline and puts the object into the store. */
    private ApiResponse write(ApiRequest request) {
        writes.add(request.method() + " " + request.pathText());
        ObjectNode object = (ObjectNode) Json.parse(new String(request.body(), StandardCharsets.UTF_8));
        String apiVersion = object.path("apiVersion").asString("");
        int slash = apiVersion.indexOf('/');
        ResourceType type = BuiltinCatalogue.instance()
                .byKind(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        apiVersion.substring(slash + 1),
                        object.path("kind").asString(""))
                .orElseThrow();
        FieldErrors errors = new FieldErrors();
        type.strategy().setDefaults(object);
        type.strategy().validate(object, errors);
        if (!errors.isEmpty()) {
            return ApiResponse.text(422, errors.causes().toString());
        }
        store.put(type.group(), type.resource().resource(), object.toString());
        return ApiResponse.json(request.method().equals("POST") ? 201 : 200, object);
    }

    private ObjectNode get(String resource, String name) {
        return (ObjectNode)
                Json.parse(store.get(key(resource, name)).orElseThrow().json());
    }

    private void edit(String resource, String name, java.util.function.Consumer<ObjectNode> change) {
        ObjectNode object = get(resource, name);
        change.accept(object);
        store.put("rbac.authorization.k8s.io", resource, object.toString());
    }

    private static ResourceKey key(String resource, String name) {
        return new ResourceKey(new org.nakhoda.api.meta.GroupResource("rbac.authorization.k8s.io", resource), "", name);
    }
}
