package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.meta.Revision;
import tools.jackson.databind.node.ObjectNode;

/** Which stored objects can be sent as they are, without being read. */
class GenerationTest {
    private final Generation first = new Generation(new Revision(5));

    private static Conversion conversion(Generation generation) {
        ResourceType type = CustomResources.declaredBy(
                        Yaml.parse("""
                                spec:
                                  group: example.com
                                  scope: Namespaced
                                  names: {plural: ships, kind: Ship}
                                  versions:
                                  - name: v1
                                    served: true
                                    storage: true
                                    schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer, default: 3}}}}
                                status:
                                  acceptedNames: {plural: ships, kind: Ship, listKind: ShipList}
                                  conditions: [{type: Established, status: "True"}]
                                """), schema -> SchemaRules.NONE, VersionConverter.NONE, generation)
                .get(0);
        return type.conversion();
    }

    private static byte[] ship(String version, String revision) {
        return ("{\"kind\":\"Ship\",\"apiVersion\":\"example.com/" + version
                        + "\",\"metadata\":{\"name\":\"a\",\"generateName\":\"\\\"resourceVersion\\\":\\\"9\","
                        + "\"resourceVersion\":\"" + revision + "\"},\"odd\":1}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void an_object_that_was_stored_since_the_definition_is_as_it_is_has_its_shape() {
        Conversion conversion = conversion(first);

        assertThat(conversion.isShapeOf(ship("v1", "6"))).isTrue();
        assertThat(conversion.isShapeOf(ship("v1", "5"))).isFalse();
        assertThat(conversion.isShapeOf(ship("v2", "6"))).isFalse();
        assertThat(conversion.isShapeOf(ship("v1", ""))).isTrue();
        assertThat(conversion.isShapeOf("{}".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void an_older_object_is_pruned_and_completed_and_stays_as_it_is_stored() {
        ObjectNode stored = (ObjectNode) Json.parse(ship("v1", "5"));

        ObjectNode seen = conversion(first).fromStorage(stored);

        assertThat(seen.path("size").asInt()).isEqualTo(3);
        assertThat(seen.has("odd")).isFalse();
        assertThat(stored.has("odd")).isTrue();
    }

    @Test
    void what_was_stored_late_by_who_knew_a_former_state_counts_as_older() {
        Generation second = new Generation(new Revision(8));
        first.endsWith(second);
        Generation third = new Generation(new Revision(9));
        second.endsWith(third);

        conversion(first).stored(new Revision(12));

        assertThat(conversion(third).isShapeOf(ship("v1", "12"))).isFalse();
        assertThat(conversion(third).isShapeOf(ship("v1", "13"))).isTrue();
    }
}
