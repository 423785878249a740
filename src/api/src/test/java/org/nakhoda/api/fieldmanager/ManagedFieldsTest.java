package org.nakhoda.api.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.fieldmanager.FieldManager.Operation;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

class ManagedFieldsTest {
    private static final Schema POD = BuiltinSchemas.of("io.k8s.api.core.v1.Pod");
    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00.9Z");
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00.5Z");

    @Test
    void a_writer_takes_what_it_changes_and_others_keep_the_rest() {
        ObjectNode before = tree("{spec: {nodeName: a, hostname: h}}");
        ManagedFields managed = Tracking.created(POD, before, updater("one"), EARLIER);

        ManagedFields after = Tracking.updated(
                POD,
                before,
                tree("{spec: {nodeName: b, hostname: h, subdomain: s}}"),
                managed,
                updater("two"),
                Versions.ONE,
                NOW);

        assertThat(paths(after, "one")).isEqualTo(".spec.hostname");
        assertThat(paths(after, "two")).isEqualTo(".spec.nodeName .spec.subdomain");
        assertThat(after.find(updater("one")).orElseThrow().time()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(after.find(updater("two")).orElseThrow().time()).isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void what_is_gone_is_nobodys_and_who_only_removes_is_not_noted() {
        ObjectNode before = tree("{metadata: {labels: {a: b}}, spec: {hostname: h}}");
        ManagedFields managed = Tracking.created(POD, before, updater("one"), EARLIER);

        ManagedFields after = Tracking.updated(
                POD, before, tree("{spec: {hostname: h}}"), managed, updater("two"), Versions.ONE, NOW);

        assertThat(paths(after, "one")).isEqualTo(".spec.hostname");
        assertThat(after.find(updater("two"))).isEmpty();
    }

    @Test
    void a_change_of_nothing_leaves_the_managers_as_they_are() {
        ObjectNode object = tree("{spec: {hostname: h}}");
        ManagedFields managed = Tracking.created(POD, object, updater("one"), EARLIER);

        assertThat(Tracking.updated(POD, object, object.deepCopy(), managed, updater("two"), Versions.ONE, NOW))
                .isSameAs(managed);
    }

    @Test
    void versions_and_subresources_tell_updaters_apart_and_only_subresources_those_that_apply() {
        FieldSet fields = FieldSet.parse(Json.parse("{\"f:a\":{}}"));
        ManagedFields managed = ManagedFields.NONE
                .with(new FieldManager("m", Operation.UPDATE, "v1", ""), "", fields)
                .with(new FieldManager("m", Operation.UPDATE, "v2", ""), "", fields)
                .with(new FieldManager("m", Operation.UPDATE, "v1", "status"), "", fields)
                .with(new FieldManager("m", Operation.APPLY, "v1", ""), "", fields)
                .with(new FieldManager("m", Operation.APPLY, "v2", ""), "", fields);

        assertThat(managed.entries()).hasSize(4);
        assertThat(managed.entries().get(3).manager().apiVersion()).isEqualTo("v2");
    }

    @Test
    void what_is_written_is_read_again_and_stands_in_order() {
        FieldSet fields = FieldSet.parse(Json.parse("{\"f:a\":{\".\":{},\"f:b\":{}}}"));
        ManagedFields managed = ManagedFields.NONE
                .with(new FieldManager("b", Operation.UPDATE, "v1", "status"), "2026-01-01T00:00:01Z", fields)
                .with(new FieldManager("a", Operation.UPDATE, "v1", ""), "2026-01-01T00:00:02Z", fields)
                .with(new FieldManager("c", Operation.APPLY, "v1", ""), "2026-01-01T00:00:03Z", fields);

        String json = managed.toJson().toString();

        assertThat(json).isEqualTo("""
                [{"manager":"c","operation":"Apply","apiVersion":"v1","time":"2026-01-01T00:00:03Z","fieldsType":"FieldsV1",\
                "fieldsV1":{"f:a":{".":{},"f:b":{}}}},\
                {"manager":"b","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:01Z","fieldsType":"FieldsV1",\
                "fieldsV1":{"f:a":{".":{},"f:b":{}}},"subresource":"status"},\
                {"manager":"a","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:02Z","fieldsType":"FieldsV1",\
                "fieldsV1":{"f:a":{".":{},"f:b":{}}}}]""");
        assertThat(ManagedFields.stored(Json.parse(json)).toJson().toString()).isEqualTo(json);
        assertThat(ManagedFields.parse(Json.parse(json)).orElseThrow().toJson().toString())
                .isEqualTo(json);
        assertThat(ManagedFields.NONE.toJson()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{manager: m, operation: Steal, fieldsType: FieldsV1}]",
                "[{operation: Apply, fieldsType: V9}]",
                "[{operation: Apply, fieldsType: FieldsV1, fieldsV1: {nonsense: {}}}]",
                "[1]"
            })
    void a_list_that_is_not_well_formed_says_nothing(String yaml) {
        assertThat(ManagedFields.parse(Yaml.parse(yaml))).isEmpty();
    }

    @Test
    void more_than_ten_updaters_become_ten_of_which_one_stands_for_the_oldest() {
        ManagedFields managed = ManagedFields.NONE;
        for (int i = 0; i < 14; i++) {
            managed = managed.with(
                    updater("m" + i),
                    ManagedFields.time(EARLIER.plusSeconds(i)),
                    FieldSet.parse(Json.parse("{\"f:f" + i + "\":{}}")));
        }
        managed = managed.with(
                new FieldManager("applier", Operation.APPLY, "v1", ""), "", FieldSet.parse(Json.parse("{\"f:a\":{}}")));

        ManagedFields capped = managed.capped();

        assertThat(capped.entries()).hasSize(11);
        assertThat(paths(capped, ManagedFields.ANCIENT)).isEqualTo(".f0 .f1 .f2 .f3 .f4");
        assertThat(capped.find(updater(ManagedFields.ANCIENT)).orElseThrow().time())
                .isEqualTo(ManagedFields.time(EARLIER.plusSeconds(4)));
        assertThat(paths(capped, "m13")).isEqualTo(".f13");
        assertThat(capped.capped()).isSameAs(capped);
    }

    private static FieldManager updater(String name) {
        return new FieldManager(name, Operation.UPDATE, "v1", "");
    }

    private static String paths(ManagedFields managed, String updater) {
        return String.join(
                " ", managed.find(updater(updater)).orElseThrow().fields().paths());
    }

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) Yaml.parse(yaml);
    }
}
