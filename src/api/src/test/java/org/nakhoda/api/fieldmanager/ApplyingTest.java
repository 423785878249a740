package org.nakhoda.api.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.fieldmanager.Applying.Applied;
import org.nakhoda.api.fieldmanager.Applying.Conflicts;
import org.nakhoda.api.fieldmanager.FieldManager.Operation;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

class ApplyingTest {
    private static final Schema POD = BuiltinSchemas.of("io.k8s.api.core.v1.Pod");
    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final FieldManager ONE = new FieldManager("one", Operation.APPLY, "v1", "");
    private static final FieldManager TWO = new FieldManager("two", Operation.UPDATE, "v1", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // live | stated | merged; the order is that of the names of containers
                "[a, b, c] | [b] | [a, b, c]",
                "[a, b] | [x, b] | [a, x, b]",
                "[a, b, c] | [c, a] | [b, c, a]",
                "[b, a] | [a, b] | [a, b]",
                "[a, b, c] | [b, a] | [b, c, a]",
                "[a] | [x, y] | [a, x, y]",
                "[] | [x, y] | [x, y]",
                "[a, b] | [] | [a, b]",
            })
    void stated_elements_come_in_their_order_among_those_that_only_the_live_list_has(
            String live, String stated, String merged) {
        ObjectNode object = pod(live);

        ConfigurationMerge.into(POD, object, pod(stated));

        assertThat(object).isEqualTo(pod(merged));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // live | last applied | others | after applying nothing
                "{a: 1, b: 2} | {a: 1} | {} | {b: 2}",
                "{a: 1} | {a: 1} | {} | null",
                "{a: 1} | {a: 1} | {a: 1} | {a: 1}",
                "{a: 1, b: 2} | {a: 1, b: 2} | {b: 2} | {b: 2}",
                "{b: 2} | {a: 1} | {} | {b: 2}",
            })
    void what_was_stated_and_is_not_any_more_goes_unless_others_manage_it(
            String live, String last, String others, String left) {
        Schema map = null;
        FieldSet lastSet = AppliedFields.of(map, tree("{data: " + last + "}"));
        FieldSet kept = others.equals("{}") ? FieldSet.EMPTY : AppliedFields.of(map, tree("{data: " + others + "}"));
        ObjectNode object = tree("{kind: X, data: " + live + "}");

        Removal.from(map, object, lastSet.difference(FieldSet.parse(Json.parse("{\"f:data\":{}}"))), kept);

        assertThat(object).isEqualTo(tree(left.equals("null") ? "{kind: X}" : "{kind: X, data: " + left + "}"));
    }

    @Test
    void an_element_goes_with_what_others_set_in_it_but_not_if_others_manage_the_element() {
        ObjectNode live = tree("{spec: {containers: [{name: a, image: i, tty: true}, {name: b, image: i}]}}");
        ManagedFields managed = apply(
                        live, "{spec: {containers: [{name: a, image: i}, {name: b, image: i}]}}", somebodys())
                .managed();
        FieldSet inside = FieldSet.parse(
                Json.parse("{\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:tty\":{}},"
                        + "\"k:{\\\"name\\\":\\\"b\\\"}\":{\".\":{}, \"f:name\":{}}}}}"));

        Applied after = apply(live, "{spec: {containers: []}}", managed.with(TWO, "", inside));

        assertThat(after.object()).isEqualTo(tree("{spec: {containers: [{name: b}]}}"));
    }

    @Test
    void conflicts_name_manager_and_field_and_change_nothing() {
        ObjectNode live = tree("{spec: {nodeName: a, hostname: h}}");
        ManagedFields managed = Tracking.created(POD, live, TWO, EARLIER);

        Applying.Outcome refused = new Applying(POD, Versions.ONE, ONE, false, NOW)
                .apply(live, tree("{spec: {nodeName: b, hostname: h, subdomain: s}}"), managed);

        assertThat(((Conflicts) refused).list()).containsExactly(new Applying.Conflict(TWO, ".spec.nodeName"));
        assertThat(live).isEqualTo(tree("{spec: {nodeName: a, hostname: h}}"));
    }

    @Test
    void force_takes_fields_over_and_what_is_stated_alike_is_shared() {
        ObjectNode live = tree("{spec: {nodeName: a, hostname: h}}");
        ManagedFields managed = Tracking.created(POD, live, TWO, EARLIER);

        Applied forced = (Applied) new Applying(POD, Versions.ONE, ONE, true, NOW)
                .apply(live, tree("{spec: {nodeName: b, hostname: h}}"), managed);

        assertThat(forced.object()).isEqualTo(tree("{spec: {nodeName: b, hostname: h}}"));
        assertThat(forced.managed().find(TWO).orElseThrow().fields().paths()).containsExactly(".spec.hostname");
        assertThat(forced.managed().find(TWO).orElseThrow().time()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(forced.managed().find(ONE).orElseThrow().fields().paths())
                .containsExactly(".spec.hostname", ".spec.nodeName");
    }

    @Test
    void applying_the_same_in_another_order_keeps_time_and_text() {
        ObjectNode live = tree("{metadata: {labels: {a: b, c: d}}}");
        Applied first = (Applied) new Applying(POD, Versions.ONE, ONE, false, EARLIER)
                .apply(live, tree("{metadata: {labels: {a: b, c: d}}}"), somebodys());

        Applied again = (Applied) new Applying(POD, Versions.ONE, ONE, false, NOW)
                .apply(first.object(), tree("{metadata: {labels: {c: d, a: b}}}"), first.managed());

        assertThat(again.managed().toJson().toString())
                .isEqualTo(first.managed().toJson().toString());
    }

    @Test
    void a_manager_that_states_nothing_is_forgotten() {
        ObjectNode live = tree("{metadata: {name: p, labels: {a: b}}}");
        ManagedFields managed = apply(live, "{metadata: {name: p, labels: {a: b}}}", somebodys())
                .managed();

        Applied after = apply(live, "{metadata: {name: p}}", managed);

        assertThat(after.managed().find(ONE)).isEmpty();
        assertThat(after.object()).isEqualTo(tree("{metadata: {name: p}}"));
    }

    @Test
    void ambiguous_lists_are_refused() {
        ObjectNode live = tree("{}");

        assertThatThrownBy(() -> apply(live, "{spec: {containers: [{name: a}, {name: a}]}}", somebodys()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(".spec.containers: duplicate entries for key [name=\"a\"]");
        assertThatThrownBy(() -> apply(live, "{spec: {containers: [{image: i}]}}", somebodys()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("none of its keys: name");
    }

    private static ManagedFields somebodys() {
        return ManagedFields.NONE.with(
                new FieldManager("somebody", Operation.UPDATE, "v1", ""),
                "",
                FieldSet.parse(Json.parse("{\"f:x\":{}}")));
    }

    private static Applied apply(ObjectNode live, String configuration, ManagedFields managed) {
        return (Applied) new Applying(POD, Versions.ONE, ONE, false, NOW).apply(live, tree(configuration), managed);
    }

    private static ObjectNode pod(String names) {
        ObjectNode pod = Json.object();
        var containers = pod.putObject("spec").putArray("containers");
        Yaml.parse(names).forEach(name -> containers.addObject().set("name", name));
        return pod;
    }

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) Yaml.parse(yaml);
    }
}
