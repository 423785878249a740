package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.apiserver.story.Client.Answer;
import tools.jackson.databind.JsonNode;

class ListsTest {
    private final Client api = RunningApi.admin();
    private String maps;

    @BeforeEach
    void makeObjects() {
        maps = "/api/v1/namespaces/" + RunningApi.namespace() + "/configmaps";
        for (String name : List.of("a", "b", "c", "d", "e")) {
            String tier = name.compareTo("c") < 0 ? "front" : "back";
            api.post(maps, "{metadata: {name: " + name + ", labels: {tier: " + tier + "}}, data: {k: v}}")
                    .expect(201);
        }
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.path("items").forEach(item -> names.add(item.at("/metadata/name").asString()));
        return names;
    }

    @Test
    void a_list_is_in_the_order_of_names_and_at_one_revision() {
        JsonNode list = api.get(maps).expect(200);

        assertThat(list.path("kind").asString()).isEqualTo("ConfigMapList");
        assertThat(names(list)).containsExactly("a", "b", "c", "d", "e");
        assertThat(list.at("/metadata/resourceVersion").asString()).isNotEmpty();
        assertThat(list.at("/metadata").has("continue")).isFalse();
    }

    @Test
    void pages_show_one_state_although_objects_come_and_go_between_them() {
        JsonNode first = api.get(maps + "?limit=2").expect(200);
        api.delete(maps + "/d").expect(200);
        api.post(maps, "{metadata: {name: cc}}").expect(201);
        String next = first.at("/metadata/continue").asString();
        JsonNode second = api.get(maps + "?limit=2&continue=" + next).expect(200);
        JsonNode third = api.get(maps + "?limit=2&continue="
                        + second.at("/metadata/continue").asString())
                .expect(200);

        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
        assertThat(names(second)).containsExactly("c", "d");
        assertThat(names(third)).containsExactly("e");
        assertThat(third.at("/metadata/resourceVersion")).isEqualTo(first.at("/metadata/resourceVersion"));
        assertThat(third.at("/metadata").has("continue")).isFalse();
    }

    @Test
    void selectors_choose_by_labels_and_by_fields() {
        assertThat(names(api.get(maps + "?labelSelector=tier%3Dfront").expect(200)))
                .containsExactly("a", "b");
        assertThat(names(api.get(maps + "?labelSelector=tier%20notin%20(front)").expect(200)))
                .containsExactly("c", "d", "e");
        assertThat(names(api.get(maps + "?fieldSelector=metadata.name%3Dc").expect(200)))
                .containsExactly("c");
        assertThat(names(api.get(maps + "?labelSelector=tier%3Dback&limit=2").expect(200)))
                .containsExactly("c", "d");
    }

    @Test
    void an_exact_revision_shows_the_past() {
        String before = api.get(maps).revision();
        api.delete(maps + "/a").expect(200);

        assertThat(names(api.get(maps + "?resourceVersionMatch=Exact&resourceVersion=" + before)
                        .expect(200)))
                .containsExactly("a", "b", "c", "d", "e");
        assertThat(names(api.get(maps + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + before)
                        .expect(200)))
                .containsExactly("b", "c", "d", "e");
    }

    @Test
    void a_table_has_the_kinds_columns_and_a_row_an_object() {
        JsonNode table = api.get(maps, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
                .expect(200);

        assertThat(table.path("kind").asString()).isEqualTo("Table");
        assertThat(table.at("/columnDefinitions/0/name").asString()).isEqualTo("Name");
        assertThat(table.path("rows").size()).isEqualTo(5);
        assertThat(table.at("/rows/0/cells/0").asString()).isEqualTo("a");
        assertThat(table.at("/rows/0/object/kind").asString()).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void metadata_alone_has_no_data() {
        JsonNode list = api.get(maps, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                .expect(200);

        assertThat(list.path("kind").asString()).isEqualTo("PartialObjectMetadataList");
        assertThat(names(list)).containsExactly("a", "b", "c", "d", "e");
        assertThat(list.at("/items/0").has("data")).isFalse();
    }

    @Test
    void yaml_and_pretty_json_say_the_same() {
        Answer json = api.get(maps + "/a");
        Answer yaml = api.get(maps + "/a", "application/yaml");
        Answer pretty = api.get(maps + "/a?pretty=true");

        assertThat(Yaml.parse(yaml.text())).isEqualTo(json.json());
        assertThat(pretty.json()).isEqualTo(json.json());
        assertThat(pretty.text()).contains("\n  \"kind\"");
    }

    @Test
    void a_collection_is_deleted_as_far_as_it_is_selected() {
        JsonNode deleted = api.delete(maps + "?labelSelector=tier%3Dback").expect(200);

        assertThat(names(deleted)).containsExactly("c", "d", "e");
        assertThat(names(api.get(maps).expect(200))).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "resourceVersionMatch=Exact, 422",
        "resourceVersionMatch=NotOlderThan, 422",
        "resourceVersionMatch=Exact&resourceVersion=0, 422",
        "resourceVersionMatch=Exact&resourceVersion=0&limit=1, 422",
        "resourceVersionMatch=Newest&resourceVersion=1, 422",
        "sendInitialEvents=true, 422",
        "resourceVersionMatch=NotOlderThan&resourceVersion=0, 200",
        "resourceVersionMatch=NotOlderThan&resourceVersion=0&limit=1, 200",
        "resourceVersion=0&limit=1, 200",
        "resourceVersion=x, 400",
        "resourceVersion=-1, 400",
        "resourceVersion=999999999, 504",
        "resourceVersion=999999999&limit=1, 504",
        "resourceVersionMatch=Exact&resourceVersion=999999999, 504",
        "continue=nonsense, 400",
        "continue=AAAA, 400"
    })
    void parameters_that_do_not_go_together_are_refused(String query, int code) {
        assertThat(api.get(maps + "?" + query).status()).isEqualTo(code);
    }

    @Test
    void a_token_takes_no_other_revision() {
        JsonNode first = api.get(maps + "?limit=1").expect(200);
        String next =
                maps + "?limit=1&continue=" + first.at("/metadata/continue").asString();

        assertThat(names(api.get(next + "&resourceVersion=0").expect(200))).containsExactly("b");
        api.get(next + "&resourceVersion=1").refused(400, "BadRequest", "resource version");
        api.get(next + "&resourceVersionMatch=Exact&resourceVersion=1").refused(422, "Invalid");
    }

    @Test
    void a_limited_list_at_a_revision_shows_that_very_state() {
        String before = api.get(maps).revision();
        api.delete(maps + "/a").expect(200);

        assertThat(names(api.get(maps + "?limit=2&resourceVersion=" + before).expect(200)))
                .containsExactly("a", "b");
        assertThat(names(api.get(maps + "?limit=2&resourceVersionMatch=NotOlderThan&resourceVersion=" + before)
                        .expect(200)))
                .containsExactly("b", "c");
        assertThat(names(api.get(maps + "?resourceVersion=" + before).expect(200)))
                .containsExactly("b", "c", "d", "e");
    }

    @Test
    void whoever_comes_from_the_future_is_told_to_try_again() {
        Answer answer = api.get(maps + "?resourceVersion=999999999");

        answer.refused(504, "Timeout", "Too large resource version");
        assertThat(answer.json().at("/details/causes/0/reason").asString()).isEqualTo("ResourceVersionTooLarge");
        assertThat(answer.json().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
        assertThat(answer.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void what_remains_is_not_counted_under_a_selector() {
        JsonNode page = api.get(maps + "?limit=1&labelSelector=tier%20in%20(front,back),tier!%3Dfront,!absent")
                .expect(200);

        assertThat(names(page)).containsExactly("c");
        assertThat(page.at("/metadata/continue").asString()).isNotEmpty();
        assertThat(page.path("metadata").has("remainingItemCount")).isFalse();
        String next = page.at("/metadata/continue").asString();
        assertThat(names(api.get(maps + "?labelSelector=tier%3Dback&continue=" + next)
                        .expect(200)))
                .containsExactly("d", "e");
    }
}
