package org.nakhoda.api.fieldmanager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

class ComparisonTest {
    private static final Schema POD = BuiltinSchemas.of("io.k8s.api.core.v1.Pod");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                // before | after | added | modified | removed
                "{} | {} | '' | '' | ''",
                "{kind: Pod} | {kind: Other, apiVersion: v9} | '' | '' | ''",
                "{metadata: {name: a, uid: u, generation: 1}} | {metadata: {name: b, resourceVersion: '9'}} | '' | '' | ''",
                "{} | {metadata: {name: a, uid: u}} | '' | '' | ''",
                "{spec: {nodeName: a}} | {spec: {nodeName: b}} | '' | .spec.nodeName | ''",
                "{spec: {}} | {spec: {nodeName: b}} | .spec.nodeName | '' | ''",
                "{spec: {nodeName: a, hostname: h}} | {spec: {hostname: h}} | '' | '' | .spec.nodeName",
                "{metadata: {labels: {a: b}}} | {metadata: {labels: {a: c, d: e}}} | .metadata.labels.d | .metadata.labels.a | ''",
                "{} | {metadata: {labels: {a: b}}} | .metadata.labels .metadata.labels.a | '' | ''",
                "{metadata: {labels: {a: b}}} | {metadata: {}} | '' | '' | .metadata.labels .metadata.labels.a",
                "{metadata: {labels: {}}} | {metadata: {labels: {}}} | '' | '' | ''",
                // atomic maps, objects and lists
                "{spec: {nodeSelector: {a: b}}} | {spec: {nodeSelector: {a: b, c: d}}} | '' | .spec.nodeSelector | ''",
                "{spec: {tolerations: [{key: a}]}} | {spec: {tolerations: [{key: a}, {key: b}]}} | '' | .spec.tolerations | ''",
                // sets
                "{metadata: {finalizers: [a, b]}} | {metadata: {finalizers: [b, c]}} | .metadata.finalizers[=\"c\"] | '' | .metadata.finalizers[=\"a\"]",
                "{metadata: {finalizers: [a, b]}} | {metadata: {finalizers: [b, a]}} | '' | '' | ''",
                // lists with keys
                "{spec: {containers: [{name: a, image: i}]}} | {spec: {containers: [{name: a, image: j}]}} | '' | .spec.containers[name=\"a\"].image | ''",
                "{spec: {containers: [{name: a, tty: true}, {name: b}]}} | {spec: {containers: [{name: b}, {name: a, tty: true}]}} | '' | '' | ''",
                "{spec: {containers: [{name: a}]}} | {spec: {containers: [{name: b}, {name: a, tty: true}]}} | .spec.containers[name=\"a\"].tty .spec.containers[name=\"b\"] .spec.containers[name=\"b\"].name | '' | ''",
                "{spec: {containers: [{name: a}, {name: b}]}} | {spec: {containers: [{name: b}]}} | '' | '' | .spec.containers[name=\"a\"] .spec.containers[name=\"a\"].name",
                "{spec: {containers: [{name: a, ports: [{containerPort: 1}]}]}} | {spec: {containers: [{name: a, ports: [{containerPort: 1, protocol: TCP}]}]}} | .spec.containers[name=\"a\"].ports[containerPort=1,protocol=\"TCP\"].protocol | '' | ''",
                "{spec: {containers: [{name: a}, {name: a, tty: true}]}} | {spec: {containers: [{name: a}]}} | '' | .spec.containers[name=\"a\"] | ''",
                // an empty object is a value, and so is one without a schema
                "{spec: {volumes: [{name: v, emptyDir: {}}]}} | {spec: {volumes: [{name: v, hostPath: {path: /p}}]}} | .spec.volumes[name=\"v\"].hostPath.path | '' | .spec.volumes[name=\"v\"].emptyDir",
            })
    void two_states_differ_field_by_field(String before, String after, String added, String modified, String removed) {
        Comparison comparison = Comparison.between(POD, tree(before), tree(after));

        assertThat(String.join(" ", comparison.added().paths())).isEqualTo(added);
        assertThat(String.join(" ", comparison.modified().paths())).isEqualTo(modified);
        assertThat(String.join(" ", comparison.removed().paths())).isEqualTo(removed);
    }

    @Test
    void without_a_schema_objects_are_shared_and_lists_are_not() {
        Comparison comparison =
                Comparison.between(null, tree("{a: {b: [1], c: 1}}"), tree("{a: {b: [1, 2], c: 1, d: {e: 1}}}"));

        assertThat(comparison.modified().paths()).containsExactly(".a.b");
        assertThat(comparison.added().paths()).containsExactly(".a.d", ".a.d.e");
    }

    @Test
    void numbers_are_equal_by_value_whatever_holds_them() {
        ObjectNode wide = Json.object();
        wide.putObject("spec").put("priority", 5L);

        assertThat(Comparison.between(POD, tree("{spec: {priority: 5}}"), wide).isEmpty())
                .isTrue();
    }

    @Test
    void a_value_of_another_structure_is_another_value() {
        Comparison comparison = Comparison.between(null, tree("{a: 1}"), tree("{a: {b: 1}}"));

        assertThat(comparison.removed().paths()).containsExactly(".a");
        assertThat(comparison.added().paths()).containsExactly(".a", ".a.b");
    }

    private static ObjectNode tree(String yaml) {
        return (ObjectNode) Yaml.parse(yaml);
    }
}
