package org.nakhoda.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.node.ObjectNode;

/** Lists that a schema declares as sets or maps, where their order must not matter. */
class DeclaredListsTest {
    private static final String SCHEMA = """
            type: object
            properties:
              plain: {type: array, items: {type: string}}
              set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              ports: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a-b, protocol], items: {type: object,
                properties: {a-b: {type: integer}, protocol: {type: string}, name: {type: string}}}}
              nested: {type: object, properties: {set: {type: array, x-kubernetes-list-type: set, items: {type: integer}}}}
              word: {type: string, nullable: true}
              since: {type: string, format: date-time, nullable: true}
              inner: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}
            x-kubernetes-validations: [{rule: "%s"}]
            """;
    private static final String OBJECT = """
            {plain: [a, b], set: [a, b], nested: {set: [1, 2]}, since: "2026-01-02T03:04:05Z",
             ports: [{a-b: 1, protocol: TCP, name: x}, {a-b: 1, protocol: UDP}],
             inner: {apiVersion: v1, kind: Pod, metadata: {name: p, labels: {a: b}}, spec: {x: 1}}}
            """;
    private static final String OLD = """
            {plain: [b, a], set: [b, a], nested: {set: [2, 1]},
             ports: [{a-b: 1, protocol: UDP}, {a-b: 1, protocol: TCP, name: x}]}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.plain != oldSelf.plain && self.set == oldSelf.set && !(self.set != oldSelf.set)",
                "self.set == ['b', 'a'] && self.set != ['a', 'c'] && self.set != ['a']",
                "self.nested == oldSelf.nested",
                "self.ports == oldSelf.ports",
                "oldSelf.set in [self.set] && [self.set] == [oldSelf.set]",
                "self.plain + ['a'] == ['a', 'b', 'a']",
                "(self.set + ['c', 'a', 'c']).size() == 3 && self.set + ['c'] == ['c', 'b', 'a']",
                "(self.ports + oldSelf.ports).size() == 2",
                "(self.ports + self.ports.filter(p, p.protocol == 'UDP'))[1].protocol == 'UDP'",
                "self.set.map(x, x) + ['a'] == ['a', 'b', 'a']",
                "'a' in self.set && !('z' in self.plain)",
                "self.since > timestamp('2026-01-01T00:00:00Z')",
                "self.inner.kind == 'Pod' && self.inner.metadata.name == 'p'",
                "!has(self.word)"
            })
    void holds(String rule) {
        FieldErrors errors = new FieldErrors();

        new RuleLanguage()
                .of(Yaml.parse(SCHEMA.formatted(rule)))
                .judge((ObjectNode) Yaml.parse(OBJECT), (ObjectNode) Yaml.parse(OLD), errors);

        assertThat(errors.causes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.inner.spec.x == 1",
                "self.inner.metadata.labels['a'] == 'b'",
                "self.word == 1",
                "self.free == 1"
            })
    void what_the_schema_does_not_describe_cannot_be_seen(String rule) {
        FieldErrors errors = new FieldErrors();
        ObjectNode schema = (ObjectNode) Yaml.parse(SCHEMA.formatted(rule));
        ((ObjectNode) schema.path("properties"))
                .set("free", Yaml.parse("{x-kubernetes-preserve-unknown-fields: true}"));

        RuleLanguage.check(schema, FieldPath.ROOT, errors);

        assertThat(errors.causes()).hasSize(1);
        assertThat(errors.causes().get(0).message()).contains("compilation failed: ERROR: <input>:1:");
    }
}
