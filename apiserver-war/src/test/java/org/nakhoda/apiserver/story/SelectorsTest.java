package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which objects a list shows, for every form of selector, and which selectors are refused in which words. */
class SelectorsTest {
    private static final Client API = RunningApi.admin();
    private static String namespace;

    @BeforeAll
    static void makeObjects() {
        namespace = RunningApi.namespace();
        String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        API.post(maps, "{metadata: {name: a, labels: {x: one, size: '5'}}}").expect(201);
        API.post(maps, "{metadata: {name: b, labels: {x: two, size: '10'}}}").expect(201);
        API.post(maps, "{metadata: {name: c, labels: {mark: ''}}}").expect(201);
    }

    private static String selected(String parameter, String selector) {
        String uri = "/api/v1/namespaces/" + namespace + "/configmaps?" + parameter + "="
                + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return String.join(
                " ",
                API.get(uri)
                        .expect(200)
                        .path("items")
                        .valueStream()
                        .map(item -> item.at("/metadata/name").asString())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=one | a",
                "x==one | a",
                "x!=one | b c",
                "x in (one,two) | a b",
                "x notin (one) | b c",
                "x | a b",
                "!x | c",
                "x,size>5 | b",
                "size<10 | a",
                "mark= | c",
                "x=one,x=two | ''",
            })
    void labels_choose(String selector, String names) {
        assertThat(selected("labelSelector", selector)).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name=a | a",
                "metadata.name==a | a",
                "metadata.name!=a | b c",
                "metadata.name!=a,metadata.name!=b | c",
                "metadata.namespace=elsewhere | ''",
            })
    void names_and_namespaces_choose(String selector, String names) {
        assertThat(selected("fieldSelector", selector)).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/v1/pods | spec.restartPolicies=x | field label not supported: spec.restartPolicies",
                "/api/v1/nodes | metadata.namespace=x | field label not supported: metadata.namespace",
                "/api/v1/configmaps | data.x=y | \"data.x\" is not a known field selector: only \"metadata.name\","
                        + " \"metadata.namespace\"",
                "/apis/apps/v1/deployments | status.replicas=1 | \"status.replicas\" is not a known field selector",
                "/api/v1/pods | nonsense | invalid selector: 'nonsense'; can't understand 'nonsense'",
            })
    void an_unknown_field_is_refused(String collection, String selector, String message) {
        API.get(collection + "?fieldSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8))
                .refused(400, "BadRequest", message);
        API.get(collection + "?watch=true&fieldSelector=" + URLEncoder.encode(selector, StandardCharsets.UTF_8))
                .refused(400, "BadRequest", message);
    }

    @Test
    void a_cluster_scoped_kind_without_fields_of_its_own_may_be_asked_for_a_namespace_and_has_none() {
        JsonNode none = API.get("/apis/rbac.authorization.k8s.io/v1/clusterroles?fieldSelector=metadata.namespace%3Dx")
                .expect(200);

        assertThat(none.path("items").size()).isZero();
    }

    @Test
    void a_watch_of_a_named_object_shows_that_object_only_on_either_path() throws InterruptedException {
        for (String path : List.of(
                "/api/v1/watch/namespaces/" + namespace + "/configmaps/b",
                "/api/v1/namespaces/" + namespace + "/configmaps?watch=1&fieldSelector=metadata.name%3Db")) {
            try (WatchReader watch = new WatchReader(API.watch(path))) {
                assertThat(watch.next(1)).containsExactly("ADDED b");
                API.merge("/api/v1/namespaces/" + namespace + "/configmaps/a", "{data: {k: '" + path + "'}}")
                        .expect(200);
                API.merge("/api/v1/namespaces/" + namespace + "/configmaps/b", "{data: {k: '" + path + "'}}")
                        .expect(200);
                assertThat(watch.next(1)).containsExactly("MODIFIED b");
            }
        }
    }

    @Test
    void a_watch_of_one_namespace_follows_that_namespace() throws InterruptedException {
        try (WatchReader watch = new WatchReader(API.watch("/api/v1/watch/namespaces/" + namespace))) {
            assertThat(watch.next(1)).containsExactly("ADDED " + namespace);
            RunningApi.namespace();
            API.merge("/api/v1/namespaces/" + namespace, "{metadata: {annotations: {seen: 'yes'}}}")
                    .expect(200);
            assertThat(watch.next(1)).containsExactly("MODIFIED " + namespace);
        }
    }
}
