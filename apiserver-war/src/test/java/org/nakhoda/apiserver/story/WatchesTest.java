package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WatchesTest {
    private final Client api = RunningApi.admin();
    private String maps;

    @BeforeEach
    void makeNamespace() {
        maps = "/api/v1/namespaces/" + RunningApi.namespace() + "/configmaps";
    }

    private WatchReader watch(String query) {
        return new WatchReader(api.watch(maps + "?watch=1" + query));
    }

    @Test
    void a_watch_without_a_revision_begins_with_what_is_there() throws InterruptedException {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        try (WatchReader watch = watch("")) {
            assertThat(watch.next(1)).containsExactly("ADDED a");
            api.merge(maps + "/a", "{data: {k: v}}").expect(200);
            api.delete(maps + "/a").expect(200);
            assertThat(watch.next(2)).containsExactly("MODIFIED a", "DELETED a");
        }
    }

    @Test
    void a_watch_from_a_revision_shows_every_change_after_it_once_and_in_order() throws InterruptedException {
        api.post(maps, "{metadata: {name: a}}").expect(201);
        String from = api.get(maps).revision();
        for (int i = 0; i < 20; i++) {
            api.merge(maps + "/a", "{data: {k: '" + i + "'}}").expect(200);
        }

        try (WatchReader watch = watch("&resourceVersion=" + from)) {
            long last = Long.parseLong(from);
            for (int i = 0; i < 20; i++) {
                JsonNode event = watch.next();
                assertThat(event.path("type").asString()).isEqualTo("MODIFIED");
                assertThat(event.at("/object/data/k").asString()).isEqualTo(Integer.toString(i));
                long revision = Long.parseLong(
                        event.at("/object/metadata/resourceVersion").asString());
                assertThat(revision).isGreaterThan(last);
                last = revision;
            }
        }
    }

    @Test
    void an_object_that_enters_a_selection_is_added_and_one_that_leaves_is_deleted() throws InterruptedException {
        try (WatchReader watch =
                watch("&labelSelector=x%3Done&resourceVersion=" + api.get(maps).revision())) {
            api.post(maps, "{metadata: {name: a}}").expect(201);
            api.merge(maps + "/a", "{metadata: {labels: {x: one}}}").expect(200);
            api.merge(maps + "/a", "{data: {k: v}}").expect(200);
            api.merge(maps + "/a", "{metadata: {labels: {x: two}}}").expect(200);
            api.delete(maps + "/a").expect(200);
            api.post(maps, "{metadata: {name: b, labels: {x: one}}}").expect(201);

            assertThat(watch.next(2)).containsExactly("ADDED a", "MODIFIED a");
            JsonNode left = watch.next();
            assertThat(left.path("type").asString()).isEqualTo("DELETED");
            assertThat(left.at("/object/metadata/labels/x").asString()).isEqualTo("one");
            assertThat(watch.next(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void a_field_selector_watches_one_object() throws InterruptedException {
        try (WatchReader watch = watch("&fieldSelector=metadata.name%3Db&resourceVersion="
                + api.get(maps).revision())) {
            api.post(maps, "{metadata: {name: a}}").expect(201);
            api.post(maps, "{metadata: {name: b}}").expect(201);

            assertThat(watch.next(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void the_initial_events_end_with_a_marked_bookmark() throws InterruptedException {
        api.post(maps, "{metadata: {name: a}}").expect(201);

        try (WatchReader watch =
                watch("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            assertThat(watch.next(1)).containsExactly("ADDED a");
            JsonNode mark = watch.next();
            assertThat(mark.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(mark.at("/object/kind").asString()).isEqualTo("ConfigMap");
            assertThat(mark.at("/object/metadata/annotations/k8s.io~1initial-events-end")
                            .asString())
                    .isEqualTo("true");
        }
    }

    @Test
    void a_watch_ends_at_its_timeout_with_a_bookmark_for_those_who_allow_it() throws InterruptedException {
        try (WatchReader watch = watch("&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion="
                + api.get(maps).revision())) {
            assertThat(watch.next().path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(watch.next()).isNull();
        }
    }

    @Test
    void a_revision_that_is_not_there_yet_is_an_error_event() throws InterruptedException {
        try (WatchReader watch = watch("&resourceVersion=999999999")) {
            JsonNode event = watch.next();
            assertThat(event.path("type").asString()).isEqualTo("ERROR");
            assertThat(event.at("/object/kind").asString()).isEqualTo("Status");
            assertThat(watch.next()).isNull();
        }
    }

    @Test
    void a_watch_of_all_namespaces_sees_each() throws InterruptedException {
        String from = api.get("/api/v1/configmaps").revision();
        try (WatchReader watch = new WatchReader(api.watch(
                "/api/v1/watch/configmaps?fieldSelector=metadata.name%3Dfar-and-wide" + "&resourceVersion=" + from))) {
            api.post(maps, "{metadata: {name: far-and-wide}}").expect(201);

            assertThat(watch.next(1)).containsExactly("ADDED far-and-wide");
        }
    }
}
