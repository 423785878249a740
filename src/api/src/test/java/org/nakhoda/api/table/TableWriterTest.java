package org.nakhoda.api.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class TableWriterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final ResourceType CONFIG_MAP =
            BuiltinCatalogue.instance().byKind("", "v1", "ConfigMap").orElseThrow();

    private static ObjectNode configMap(String name) {
        return (ObjectNode) Json.parse("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"default",
                 "creationTimestamp":"2026-01-01T00:00:00Z"},"data":{"a":"1","b":"2"}}
                """.formatted(name));
    }

    private static JsonNode table(
            ResourceType type,
            IncludeObject include,
            boolean headers,
            ListPosition position,
            List<ObjectNode> objects) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TableWriter(type, "meta.k8s.io/v1", include, headers, NOW).write(out, objects, position);
        return Json.parse(out.toByteArray());
    }

    @Test
    void aListBecomesOneRowAnObject() {
        JsonNode table = table(
                CONFIG_MAP,
                IncludeObject.METADATA,
                true,
                new ListPosition(new Revision(7), "next", 3L),
                List.of(configMap("one"), configMap("two")));
        assertThat(table.path("kind").asString()).isEqualTo("Table");
        assertThat(table.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1");
        assertThat(table.path("metadata"))
                .isEqualTo(Json.parse("{\"resourceVersion\":\"7\",\"continue\":\"next\",\"remainingItemCount\":3}"));
        assertThat(table.path("columnDefinitions").valueStream().map(c -> c.path("name")
                        .asString()))
                .containsExactly("Name", "Data", "Age");
        assertThat(table.path("columnDefinitions").get(0).path("format").asString())
                .isEqualTo("name");
        assertThat(table.path("rows").get(1).path("cells")).isEqualTo(Json.parse("[\"two\",2,\"60m\"]"));
        JsonNode object = table.path("rows").get(0).path("object");
        assertThat(object.propertyNames()).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
        assertThat(object.path("kind").asString()).isEqualTo("PartialObjectMetadata");
        assertThat(object.path("apiVersion").asString()).isEqualTo("meta.k8s.io/v1");
        assertThat(object.path("metadata").path("namespace").asString()).isEqualTo("default");
    }

    @Test
    void aRowCarriesAsMuchOfTheObjectAsIsAskedFor() {
        ListPosition position = ListPosition.complete(new Revision(1));
        ObjectNode object = configMap("one");
        assertThat(table(CONFIG_MAP, IncludeObject.NONE, true, position, List.of(object))
                        .path("rows")
                        .get(0)
                        .has("object"))
                .isFalse();
        assertThat(table(CONFIG_MAP, IncludeObject.OBJECT, true, position, List.of(object))
                        .path("rows")
                        .get(0)
                        .path("object"))
                .isEqualTo(object);
    }

    @Test
    void laterEventsOfAWatchCarryNoHeaders() {
        JsonNode table = table(
                CONFIG_MAP,
                IncludeObject.METADATA,
                false,
                ListPosition.complete(new Revision(1)),
                List.of(configMap("one")));
        assertThat(table.path("columnDefinitions")).isEmpty();
        assertThat(table.path("rows")).hasSize(1);
    }

    @Test
    void everyBuiltInKindHasACellForEveryColumnEvenOfAnEmptyObject() {
        for (ResourceType type : BuiltinCatalogue.instance().all()) {
            JsonNode table = table(
                    type,
                    IncludeObject.METADATA,
                    true,
                    ListPosition.complete(new Revision(1)),
                    List.of(Json.object(), (ObjectNode) Json.parse("{\"metadata\":{\"name\":\"x\"}}")));
            int columns = table.path("columnDefinitions").size();
            assertThat(columns).as(type.toString()).isPositive();
            for (JsonNode row : table.path("rows")) {
                assertThat(row.path("cells")).as(type.toString()).hasSize(columns);
                row.path("cells").forEach(cell -> assertThat(cell.isContainer())
                        .as(type + " " + cell)
                        .isFalse());
            }
        }
    }

    @Test
    void thousandsOfRowsAreWrittenWhileTheyAreRead() {
        List<ObjectNode> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(configMap("c" + i));
        }
        JsonNode table = table(CONFIG_MAP, IncludeObject.METADATA, true, ListPosition.complete(new Revision(1)), many);
        assertThat(table.path("rows")).hasSize(5_000);
    }

    @Test
    void includeObjectIsOneOfThree() {
        assertThat(IncludeObject.parse("")).isEqualTo(IncludeObject.METADATA);
        assertThat(IncludeObject.parse("Object")).isEqualTo(IncludeObject.OBJECT);
        assertThatThrownBy(() -> IncludeObject.parse("all")).hasMessageContaining("Unsupported value: \"all\"");
    }
}
