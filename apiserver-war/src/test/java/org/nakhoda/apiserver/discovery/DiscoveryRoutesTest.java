package org.nakhoda.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.apiserver.discovery.Requests.get;
import static org.nakhoda.apiserver.discovery.Requests.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiResponse;
import tools.jackson.databind.JsonNode;

class DiscoveryRoutesTest {
    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final String V2BETA1 = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    private final DiscoveryRoutes routes = new DiscoveryRoutes(BuiltinCatalogue.instance(), List::of, "10.0.0.5:6443");

    private static JsonNode named(JsonNode list, String field, String value) {
        return list.valueStream()
                .filter(node -> node.path(field).asString("").equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + field + " " + value + " in " + list));
    }

    @Test
    void theCoreGroupHasOneVersion() {
        JsonNode versions = json(routes.handle(get("/api")));
        assertThat(versions.path("kind").asString()).isEqualTo("APIVersions");
        assertThat(versions.path("versions").toString()).isEqualTo("[\"v1\"]");
        assertThat(versions.path("serverAddressByClientCIDRs")
                        .get(0)
                        .path("serverAddress")
                        .asString())
                .isEqualTo("10.0.0.5:6443");
    }

    @Test
    void theOtherGroupsAreListedWithTheirPreferredVersion() {
        JsonNode groups = json(routes.handle(get("/apis")));
        assertThat(groups.path("kind").asString()).isEqualTo("APIGroupList");
        JsonNode apps = named(groups.path("groups"), "name", "apps");
        assertThat(apps.path("preferredVersion").path("groupVersion").asString())
                .isEqualTo("apps/v1");
        assertThat(groups.path("groups").valueStream().map(g -> g.path("name").asString()))
                .doesNotContain("")
                .contains("rbac.authorization.k8s.io", "coordination.k8s.io");
        assertThat(json(routes.handle(get("/apis/apps"))).path("kind").asString())
                .isEqualTo("APIGroup");
    }

    @Test
    void aVersionListsItsResourcesAndTheirSubresources() {
        JsonNode core = json(routes.handle(get("/api/v1")));
        assertThat(core.path("kind").asString()).isEqualTo("APIResourceList");
        assertThat(core.path("groupVersion").asString()).isEqualTo("v1");
        JsonNode pods = named(core.path("resources"), "name", "pods");
        assertThat(pods.path("singularName").asString()).isEqualTo("pod");
        assertThat(pods.path("namespaced").asBoolean()).isTrue();
        assertThat(pods.path("shortNames").toString()).isEqualTo("[\"po\"]");
        assertThat(pods.path("categories").toString()).isEqualTo("[\"all\"]");
        assertThat(pods.path("verbs").valueStream().map(JsonNode::asString))
                .contains("list", "watch", "deletecollection");
        JsonNode eviction = named(core.path("resources"), "name", "pods/eviction");
        assertThat(eviction.path("group").asString()).isEqualTo("policy");
        assertThat(eviction.path("version").asString()).isEqualTo("v1");
        assertThat(eviction.path("kind").asString()).isEqualTo("Eviction");
        assertThat(named(core.path("resources"), "name", "serviceaccounts/token")
                        .path("kind")
                        .asString())
                .isEqualTo("TokenRequest");
        assertThat(named(core.path("resources"), "name", "nodes")
                        .path("namespaced")
                        .asBoolean())
                .isFalse();
        JsonNode apps = json(routes.handle(get("/apis/apps/v1")));
        assertThat(named(apps.path("resources"), "name", "deployments/scale")
                        .path("group")
                        .asString())
                .isEqualTo("autoscaling");
    }

    @ParameterizedTest
    @ValueSource(strings = {V2, V2BETA1})
    void oneDocumentDescribesAllGroupsToWhoeverAsksForIt(String mediaType) {
        ApiResponse response = routes.handle(get("/apis", "accept", mediaType + ",application/json"));
        assertThat(response.body().contentType()).isEqualTo(mediaType);
        JsonNode list = json(response);
        assertThat(list.path("kind").asString()).isEqualTo("APIGroupDiscoveryList");
        JsonNode apps = list.path("items")
                .valueStream()
                .filter(item -> item.path("metadata").path("name").asString().equals("apps"))
                .findFirst()
                .orElseThrow();
        JsonNode deployments = named(apps.path("versions").get(0).path("resources"), "resource", "deployments");
        assertThat(deployments.path("scope").asString()).isEqualTo("Namespaced");
        assertThat(deployments.path("responseKind").path("kind").asString()).isEqualTo("Deployment");
        assertThat(named(deployments.path("subresources"), "subresource", "scale")
                        .path("responseKind")
                        .path("group")
                        .asString())
                .isEqualTo("autoscaling");
        assertThat(json(routes.handle(get("/api", "accept", mediaType))).path("items"))
                .hasSize(1);
    }

    @Test
    void theFirstFormThatTheClientNamesIsTaken() {
        assertThat(routes.handle(get("/apis", "accept", V2BETA1 + "," + V2))
                        .body()
                        .contentType())
                .isEqualTo(V2BETA1);
        assertThat(routes.handle(get("/apis", "accept", "application/json, " + V2))
                        .body()
                        .contentType())
                .isEqualTo("application/json");
        assertThat(routes.handle(get("/apis", "accept", "*/*")).body().contentType())
                .isEqualTo("application/json");
        assertThat(routes.handle(get("/apis/apps/v1", "accept", V2 + ", application/json;q=0.9"))
                        .body()
                        .contentType())
                .isEqualTo("application/json");
    }

    @Test
    void aFormThatIsNotServedIsRefused() {
        assertThatThrownBy(() -> routes.handle(get("/apis", "accept", "application/cbor")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ACCEPTABLE));
    }

    @Test
    void whoHasTheDocumentIsToldSo() {
        ApiResponse first = routes.handle(get("/apis"));
        String tag = first.headers().get("ETag");
        assertThat(first.headers()).containsEntry("Vary", "Accept");
        ApiResponse again = routes.handle(get("/apis", "if-none-match", "\"old\", W/" + tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(Requests.bytes(again)).isEmpty();
        assertThat(routes.handle(get("/apis", "accept", V2, "if-none-match", tag))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void onlyPathsThatExistAreMatched() {
        assertThat(routes.matches(get("/api"))).isTrue();
        assertThat(routes.matches(get("/apis/apps/v1"))).isTrue();
        assertThat(routes.matches(get("/apis/apps/v7"))).isFalse();
        assertThat(routes.matches(get("/apis/nothing"))).isFalse();
        assertThat(routes.matches(get("/api/v1/pods"))).isFalse();
        assertThat(routes.matches(get("/"))).isFalse();
    }

    @Test
    void aKindThatComesLaterIsFoundAndItsVersionsAreInOrderOfPreference() {
        GrowingCatalogue catalogue = new GrowingCatalogue();
        DiscoveryRoutes growing = new DiscoveryRoutes(catalogue, List::of, "x");
        assertThat(growing.matches(get("/apis/example.com"))).isFalse();
        for (String version : List.of("v1alpha1", "v2", "v10", "v1beta2", "odd", "v1beta1")) {
            catalogue.types.add(ResourceType.of("example.com", version, "Ship")
                    .plural("ships")
                    .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ConfigMap"))
                    .build());
        }
        JsonNode group = json(growing.handle(get("/apis/example.com")));
        assertThat(group.path("versions").valueStream().map(v -> v.path("version")
                        .asString()))
                .containsExactly("v10", "v2", "v1beta2", "v1beta1", "v1alpha1", "odd");
        assertThat(group.path("preferredVersion").path("version").asString()).isEqualTo("v10");
    }

    private static final class GrowingCatalogue implements Catalogue {
        private final List<ResourceType> types = new ArrayList<>();

        @Override
        public Optional<ResourceType> byResource(String group, String version, String resource) {
            return Optional.empty();
        }

        @Override
        public Optional<ResourceType> byKind(String group, String version, String kind) {
            return Optional.empty();
        }

        @Override
        public Optional<ResourceType> storage(GroupResource resource) {
            return Optional.empty();
        }

        @Override
        public Collection<ResourceType> all() {
            return types;
        }
    }
}
