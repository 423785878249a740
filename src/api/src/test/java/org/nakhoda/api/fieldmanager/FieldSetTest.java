package org.nakhoda.api.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.node.ObjectNode;

class FieldSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // this | other | union | difference | intersection
                "{} | {} | {} | {} | {}",
                "{f:a: {}} | {} | {f:a: {}} | {f:a: {}} | {}",
                "{f:a: {}} | {f:a: {}} | {f:a: {}} | {} | {f:a: {}}",
                "{f:a: {}} | {f:b: {}} | {f:a: {}, f:b: {}} | {f:a: {}} | {}",
                "{f:a: {}} | {f:a: {f:b: {}}} | {f:a: {.: {}, f:b: {}}} | {f:a: {}} | {}",
                "{f:a: {f:b: {}}} | {f:a: {}} | {f:a: {.: {}, f:b: {}}} | {f:a: {f:b: {}}} | {}",
                "{f:a: {.: {}, f:b: {}}} | {f:a: {}} | {f:a: {.: {}, f:b: {}}} | {f:a: {f:b: {}}} | {f:a: {}}",
                "{f:a: {.: {}, f:b: {}}} | {f:a: {f:b: {}}} | {f:a: {.: {}, f:b: {}}} | {f:a: {}} | {f:a: {f:b: {}}}",
                "{f:a: {f:b: {}, f:c: {}}} | {f:a: {f:b: {}}} | {f:a: {f:b: {}, f:c: {}}} | {f:a: {f:c: {}}} | {f:a: {f:b: {}}}",
                "{f:a: {f:b: {f:c: {}}}} | {f:a: {f:b: {f:c: {}}}} | {f:a: {f:b: {f:c: {}}}} | {} | {f:a: {f:b: {f:c: {}}}}",
            })
    void sets_are_united_subtracted_and_intersected_member_by_member(
            String one, String other, String union, String difference, String intersection) {
        FieldSet a = set(one);
        FieldSet b = set(other);

        assertThat(a.union(b)).isEqualTo(set(union));
        assertThat(b.union(a)).isEqualTo(set(union));
        assertThat(a.difference(b)).isEqualTo(set(difference));
        assertThat(a.intersection(b)).isEqualTo(set(intersection));
        assertThat(a).as("operands stay as they are").isEqualTo(set(one));
        assertThat(b).isEqualTo(set(other));
    }

    @Test
    void operations_on_sets_are_those_on_their_paths() {
        Random random = new Random(4711);
        for (int i = 0; i < 2_000; i++) {
            FieldSet a = FieldSet.parse(tree(random, 3));
            FieldSet b = FieldSet.parse(tree(random, 3));

            TreeSet<String> union = paths(a);
            union.addAll(paths(b));
            TreeSet<String> difference = paths(a);
            difference.removeAll(paths(b));
            TreeSet<String> intersection = paths(a);
            intersection.retainAll(paths(b));

            assertThat(paths(a.union(b))).as("%s + %s", a, b).isEqualTo(union);
            assertThat(paths(a.difference(b))).as("%s - %s", a, b).isEqualTo(difference);
            assertThat(paths(a.intersection(b))).as("%s & %s", a, b).isEqualTo(intersection);
            assertThat(FieldSet.parse(a.difference(b).json())).isEqualTo(a.difference(b));
        }
    }

    @Test
    void what_adds_or_takes_nothing_makes_no_new_set() {
        FieldSet set = set("{f:a: {f:b: {}, f:c: {.: {}, f:d: {}}}}");

        assertThat(set.union(set("{f:a: {f:c: {f:d: {}}}}"))).isSameAs(set);
        assertThat(set.difference(set("{f:a: {f:d: {}}, f:x: {}}"))).isSameAs(set);
    }

    @Test
    void paths_read_as_in_kubernetes_messages() {
        FieldSet set = FieldSet.parse(Json.parse("""
                {"f:spec":{"f:containers":{"k:{\\"name\\":\\"a\\"}":{".":{},"f:image":{}}},
                 "f:ports":{"k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}":{}}, "f:list":{"i:3":{}}},
                 "f:metadata":{"f:labels":{"f:app.kubernetes.io/name":{}},"f:finalizers":{"v:\\"x/y\\"":{}}}}"""));

        assertThat(set.paths())
                .containsExactly(
                        ".metadata.finalizers[=\"x/y\"]",
                        ".metadata.labels.app.kubernetes.io/name",
                        ".spec.containers[name=\"a\"]",
                        ".spec.containers[name=\"a\"].image",
                        ".spec.list[3]",
                        ".spec.ports[port=80,protocol=\"TCP\"]");
    }

    @Test
    void keys_that_a_client_wrote_its_own_way_are_the_same_keys() {
        assertThat(FieldSet.parse(Json.parse("{\"k:{ \\\"b\\\": 1, \\\"a\\\": \\\"x\\\" }\":{}}")))
                .isEqualTo(FieldSet.parse(Json.parse("{\"k:{\\\"a\\\":\\\"x\\\",\\\"b\\\":1}\":{}}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"x\":{}}",
                "{\"f:a\":1}",
                "{\"k:1\":{}}",
                "{\"k:{\":{}}",
                "{\"v:\":{}}",
                "{\"i:-1\":{}}",
                "{\"i:x\":{}}",
                "{\"\":{}}",
                "{\"f:a\":{\"q:b\":{}}}"
            })
    void what_is_no_set_is_refused(String text) {
        assertThatThrownBy(() -> FieldSet.parse(Json.parse(text))).isInstanceOf(IllegalArgumentException.class);
    }

    private static TreeSet<String> paths(FieldSet set) {
        return new TreeSet<>(set.paths());
    }

    private static ObjectNode tree(Random random, int depth) {
        ObjectNode node = Json.object();
        for (String name : new String[] {"f:a", "f:b", "k:{\"n\":1}", "v:2"}) {
            if (random.nextBoolean()) {
                ObjectNode child = depth == 0 || random.nextInt(3) == 0 ? Json.object() : tree(random, depth - 1);
                if (!child.isEmpty() && random.nextBoolean()) {
                    child.set(".", Json.object());
                }
                node.set(name, child);
            }
        }
        return node;
    }

    private static FieldSet set(String yaml) {
        return FieldSet.parse(Yaml.parse(yaml.replace("f:", "\"f:")
                .replaceAll("\"f:([a-z]):", "\"f:$1\":")
                .replace(".:", "\".\":")));
    }
}
