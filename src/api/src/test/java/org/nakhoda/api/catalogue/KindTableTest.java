package org.nakhoda.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.patch.MergePatch;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Every stored kind stands in the tables of {@code kinds/*.yaml}: its names and columns, a minimal valid object, what
 * defaulting makes of it, and faults: a merge patch that makes the object invalid, under the path of the field that is
 * then named. Paths that occur twice have blanks at the end. {@code warnings} are the same for what the client of a valid
 * object is told. {@code frozen} are updates that must be refused, {@code free} ones that must not.
 */
class KindTableTest {
    private static final List<String> TABLES =
            List.of("core", "workloads", "networking", "storage", "access", "extension", "devices");
    private static final Map<String, JsonNode> ROWS = rows();

    private static Map<String, JsonNode> rows() {
        Map<String, JsonNode> rows = new TreeMap<>();
        for (String table : TABLES) {
            try (InputStream in = KindTableTest.class.getResourceAsStream("kinds/" + table + ".yaml")) {
                for (JsonNode row : Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                    rows.put(row.path("kind").asString(), row);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return rows;
    }

    @Test
    void everyStoredKindStandsInTheTablesAndNoOther() {
        TreeSet<String> stored = new TreeSet<>();
        BuiltinCatalogue.instance().all().stream()
                .filter(type -> type.exposure() == Exposure.STORED)
                .forEach(type -> stored.add(type.toString()));
        assertThat(ROWS.keySet()).containsExactlyElementsOf(stored);
    }

    @TestFactory
    List<DynamicTest> eachKindHasTheNamesAndColumnsOfKubernetes() {
        return each((type, row) -> {
            assertThat(type.shortNames()).isEqualTo(words(row, "short"));
            assertThat(type.categories()).isEqualTo(words(row, "categories"));
            assertThat(type.columns().stream().map(c -> c.priority() > 0 ? c.name() + "*" : c.name()))
                    .isEqualTo(words(row, "columns"));
        });
    }

    @TestFactory
    List<DynamicTest> eachKindHasAMinimalValidObjectThatIsCompleted() {
        return each((type, row) -> {
            ObjectNode object = object(row.path("valid"));
            Conformance conformance = Conformance.check(type.schema(), object);
            assertThat(conformance.unknownFields()).isEmpty();
            assertThat(conformance.faults()).isEmpty();
            ObjectNode created = created(type, object);
            assertThat(causes(errors -> {
                        type.strategy().validate(created, errors);
                        type.strategy().validateCreate(created, errors);
                    }))
                    .isEmpty();
            assertThat(new MergePatch(row.path("defaults")).apply(created))
                    .as("what defaulting should have made")
                    .isEqualTo(row.has("defaults") ? created : row.path("defaults"));
            ObjectNode again = created.deepCopy();
            type.strategy().setDefaults(again);
            assertThat(again).as("defaulting once more").isEqualTo(created);
            assertThat(Conformance.check(type.schema(), again).unknownFields()).isEmpty();
            ObjectNode updated = created.deepCopy();
            type.strategy().prepareForUpdate(updated, created);
            assertThat(updated).as("an update that changes nothing").hasToString(created.toString());
            assertThat(causes(errors -> type.strategy().validateUpdate(updated, created, errors)))
                    .isEmpty();
        });
    }

    @TestFactory
    List<DynamicTest> eachKindNamesTheFieldAtFault() {
        return each((type, row) -> {
            assertThat(row.path("faults").isEmpty()).as("has no faults").isFalse();
            List<String> missed = new ArrayList<>();
            row.path("faults").properties().forEach(fault -> {
                ObjectNode object = patched(object(row.path("valid")), fault.getValue());
                assertThat(Conformance.check(type.schema(), object).faults()).isEmpty();
                ObjectNode created = created(type, object);
                List<Cause> causes = causes(errors -> {
                    type.strategy().validate(created, errors);
                    type.strategy().validateCreate(created, errors);
                });
                String field = fault.getKey().strip();
                if (causes.stream().noneMatch(cause -> cause.field().equals(field))) {
                    missed.add(fault.getKey() + " by " + fault.getValue() + ", found " + causes);
                }
            });
            assertThat(missed).as("faults that were not found").isEmpty();
        });
    }

    @TestFactory
    List<DynamicTest> eachKindWarnsOfWhatIsOldOrHardlyMeant() {
        return each(type -> !ROWS.get(type.toString()).path("warnings").isEmpty(), (type, row) -> {
            assertThat(type.strategy().warnings(created(type, object(row.path("valid")))))
                    .isEmpty();
            row.path("warnings").properties().forEach(warning -> {
                ObjectNode created = created(type, patched(object(row.path("valid")), warning.getValue()));
                assertThat(causes(errors -> type.strategy().validate(created, errors)))
                        .isEmpty();
                assertThat(type.strategy().warnings(created))
                        .contains(warning.getKey().strip());
            });
        });
    }

    @TestFactory
    List<DynamicTest> eachKindAllowsUpdatesOfWhatIsFree() {
        return each(type -> !ROWS.get(type.toString()).path("free").isEmpty(), (type, row) -> row.path("free")
                .forEach(free -> {
                    ObjectNode old = before(type, row, free);
                    assertThat(updateCauses(type, old, free.path("patch")))
                            .as(free.toString())
                            .isEmpty();
                }));
    }

    private static ObjectNode before(ResourceType type, JsonNode row, JsonNode update) {
        ObjectNode old = created(type, patched(object(row.path("valid")), update.path("before")));
        if (update.path("before").has("status")) {
            old.set("status", update.path("before").path("status"));
        }
        return old;
    }

    private static List<Cause> updateCauses(ResourceType type, ObjectNode old, JsonNode patch) {
        ObjectNode next = patched(old.deepCopy(), patch);
        type.strategy().setDefaults(next);
        type.strategy().prepareForUpdate(next, old);
        return causes(errors -> type.strategy().validateUpdate(next, old, errors));
    }

    @TestFactory
    List<DynamicTest> eachKindRefusesUpdatesOfWhatStays() {
        return each(type -> !ROWS.get(type.toString()).path("frozen").isEmpty(), (type, row) -> {
            List<String> missed = new ArrayList<>();
            row.path("frozen").forEach(frozen -> {
                List<Cause> causes = updateCauses(type, before(type, row, frozen), frozen.path("patch"));
                if (causes.stream().noneMatch(cause -> cause.field()
                        .equals(frozen.path("field").asString()))) {
                    missed.add(frozen + ", found " + causes);
                }
            });
            assertThat(missed).as("updates that were not refused").isEmpty();
        });
    }

    private static List<DynamicTest> each(BiConsumer<ResourceType, JsonNode> check) {
        return each(type -> true, check);
    }

    private static List<DynamicTest> each(Predicate<ResourceType> which, BiConsumer<ResourceType, JsonNode> check) {
        return BuiltinCatalogue.instance().all().stream()
                .filter(type -> type.exposure() == Exposure.STORED)
                .filter(which)
                .map(type -> DynamicTest.dynamicTest(type.toString(), () -> {
                    JsonNode row = ROWS.get(type.toString());
                    if (row == null) {
                        fail("the tables have no row for " + type);
                    }
                    check.accept(type, row);
                }))
                .toList();
    }

    private static List<String> words(JsonNode row, String field) {
        String text = row.path(field).asString("");
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(", "));
    }

    /** {@code ${53}} in a text stands for as many letters. */
    private static ObjectNode object(JsonNode template) {
        ObjectNode object = (ObjectNode) template.deepCopy();
        return (ObjectNode) expanded(object);
    }

    private static JsonNode expanded(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(expanded(entry.getValue())));
        } else if (node.isString() && node.asString().matches("\\$\\{\\d+}")) {
            return StringNode.valueOf("a"
                    .repeat(Integer.parseInt(
                            node.asString().substring(2, node.asString().length() - 1))));
        }
        return node;
    }

    private static ObjectNode patched(ObjectNode object, JsonNode patch) {
        return patch.isObject() ? (ObjectNode) new MergePatch(expanded(patch.deepCopy())).apply(object) : object;
    }

    private static ObjectNode created(ResourceType type, ObjectNode object) {
        ObjectNode created = object.deepCopy();
        created.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        type.strategy().setDefaults(created);
        type.strategy().prepareForCreate(created, Story.NOW);
        type.strategy().setDefaults(created);
        return created;
    }

    private static List<Cause> causes(java.util.function.Consumer<FieldErrors> rules) {
        FieldErrors errors = new FieldErrors();
        rules.accept(errors);
        return errors.causes();
    }
}
