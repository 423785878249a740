package org.nakhoda.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

class BuiltinCatalogueTest {
    private static final BuiltinCatalogue CATALOGUE = BuiltinCatalogue.instance();
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TestFactory
    List<DynamicTest> eachKindHasASchemaWithMetadataAndDescriptions() {
        return CATALOGUE.all().stream()
                .map(type -> DynamicTest.dynamicTest(type.toString(), () -> {
                    Schema schema = type.schema();
                    assertThat(schema.properties()).containsKeys("apiVersion", "kind", "metadata");
                    assertThat(schema.name()).endsWith("." + type.kind());
                    assertThat(schema.properties().get("metadata").description())
                            .isNotEmpty();
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> eachStoredKindHasNamesAndColumnsThatReadAnEmptyObject() {
        return CATALOGUE.all().stream()
                .filter(type -> type.exposure() == Exposure.STORED)
                .map(type -> DynamicTest.dynamicTest(type.toString(), () -> {
                    assertThat(type.resource().resource()).matches("[a-z]+");
                    assertThat(type.singular()).isEqualTo(type.kind().toLowerCase(java.util.Locale.ROOT));
                    assertThat(type.columns()).isNotEmpty();
                    assertThat(type.columns()).extracting(Column::name).doesNotHaveDuplicates();
                    for (Column column : type.columns()) {
                        assertThat(column.description()).isNotEmpty();
                        assertThat(column.cell().of(Json.object(), NOW))
                                .as("cell %s", column.name())
                                .isNotNull();
                    }
                    type.selectableFields().values().forEach(f -> assertThat(f.apply(Json.object()))
                            .isNotNull());
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> eachStrategySurvivesAnObjectThatHasNothing() {
        return CATALOGUE.all().stream()
                .map(type -> DynamicTest.dynamicTest(type.toString(), () -> {
                    ObjectNode object = Json.object();
                    object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
                    Strategy strategy = type.strategy();
                    strategy.setDefaults(object);
                    strategy.prepareForCreate(object, NOW);
                    strategy.setDefaults(object);
                    strategy.validate(object, new FieldErrors());
                    ObjectNode old = object.deepCopy();
                    strategy.prepareForUpdate(object, old);
                    strategy.validateUpdate(object, old, new FieldErrors());
                    strategy.prepareForStatusUpdate(object, old);
                    strategy.validateStatusUpdate(object, old, new FieldErrors());
                    strategy.warnings(object);
                    strategy.gracePeriodSeconds(object, null);
                }))
                .toList();
    }

    @Test
    void shortNamesAreUniqueWithinTheCatalogueButForOtherShapesOfStoredObjects() {
        Set<String> seen = new HashSet<>();
        for (ResourceType type : CATALOGUE.all()) {
            for (String name : type.shortNames()) {
                assertThat(type.conversion() != null || seen.add(name))
                        .as("short name %s of %s", name, type)
                        .isTrue();
            }
        }
    }

    @Test
    void kindsAreFoundByUrlAndByObjectAndEventsAreStoredOnce() {
        assertThat(CATALOGUE.byResource("apps", "v1", "deployments"))
                .hasValueSatisfying(type -> assertThat(type.kind()).isEqualTo("Deployment"));
        assertThat(CATALOGUE.byKind("", "v1", "Pod")).isPresent();
        assertThat(CATALOGUE.byKind("autoscaling", "v1", "Scale")).isPresent();
        assertThat(CATALOGUE.byResource("autoscaling", "v1", "scales")).isEmpty();
        assertThat(CATALOGUE.storage(new GroupResource("events.k8s.io", "events")))
                .hasValueSatisfying(type -> assertThat(type.apiVersion()).isEqualTo("v1"));
    }
}
