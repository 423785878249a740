package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/** Rules and schemas of kinds of one's own, as they are declared, changed, and met by objects. */
class CustomRulesTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();
    private final String group = namespace + ".example.com";

    private String definition(String spec) {
        return """
                metadata: {name: boats.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: boats, kind: Boat}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: %2$s,
                      status: {type: object, properties: {depth: {type: integer, maximum: 10, x-kubernetes-validations: [
                        {rule: "self != 7", message: no sevens}]}}}}}}
                """.formatted(group, spec);
    }

    private void declare(String spec) {
        admin.post(CRDS, definition(spec)).expect(201);
    }

    /** Objects that were stored before stay as they are. */
    private void redeclare(String spec) {
        JsonNode stored = admin.get(CRDS + "/boats." + group).expect(200);
        String version = stored.at("/metadata/resourceVersion").asString();
        admin.put(
                        CRDS + "/boats." + group,
                        definition(spec).replace("metadata: {", "metadata: {resourceVersion: \"" + version + "\", "))
                .expect(200);
    }

    private String boats() {
        return "/apis/" + group + "/v1/namespaces/" + namespace + "/boats";
    }

    private String boat(String spec) {
        return "{apiVersion: " + group + "/v1, kind: Boat, metadata: {name: a}, spec: " + spec + "}";
    }

    private static String cause(JsonNode refused, int index) {
        JsonNode cause = refused.at("/details/causes/" + index);
        return cause.path("field").asString() + ": " + cause.path("message").asString();
    }

    @Test
    void a_rule_that_can_cost_too_much_is_refused_with_its_definition() {
        String unbounded = "{type: object, properties: {crew: {type: array, items: {type: string}}},"
                + " x-kubernetes-validations: [{rule: \"self.crew.all(x, self.crew.exists_one(y, x == y))\"}]}";

        JsonNode refused = admin.post(CRDS, definition(unbounded)).expect(422);

        assertThat(cause(refused, 0))
                .isEqualTo(
                        "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Forbidden:"
                                + " estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or"
                                + " adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)");
        declare(unbounded
                .replace("type: array,", "type: array, maxItems: 50,")
                .replace("{type: string}", "{type: string, maxLength: 20}"));
        admin.post(boats(), boat("{crew: [ali, abu]}")).expect(201);
    }

    @Test
    void a_schema_that_is_not_structural_is_refused() {
        JsonNode refused = admin.post(CRDS, definition("{type: object, properties: {a: {}}, anyOf: [{type: object}]}"))
                .expect(422);

        assertThat(cause(refused, 0))
                .isEqualTo(
                        "spec.validation.openAPIV3Schema.properties[spec].properties[a].type: Required value: must not"
                                + " be empty for specified object fields");
        assertThat(cause(refused, 1))
                .isEqualTo(
                        "spec.validation.openAPIV3Schema.properties[spec].anyOf[0].type: Forbidden: must be empty to be"
                                + " structural");
    }

    @Test
    void a_default_that_breaks_a_rule_is_refused() {
        JsonNode refused = admin.post(
                        CRDS,
                        definition("{type: object, properties: {size: {type: integer, default: 1,"
                                + " x-kubernetes-validations: [{rule: self > 1, message: too small}]}}}"))
                .expect(422);

        assertThat(cause(refused, 0))
                .isEqualTo("spec.validation.openAPIV3Schema.properties[spec].properties[size].default: Invalid value:"
                        + " \"integer\": too small");
    }

    @Test
    void what_was_stored_before_a_schema_became_stricter_can_still_be_changed_elsewhere() {
        declare("{type: object, properties: {size: {type: integer}, name: {type: string}, crew: {type: array,"
                + " x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, required: [id],"
                + " properties: {id: {type: string}, age: {type: integer}}}}}}");
        admin.post(boats(), boat("{size: 100, name: old, crew: [{id: ali, age: 5}]}"))
                .expect(201);
        redeclare(
                "{type: object, properties: {size: {type: integer, maximum: 10}, name: {type: string}, crew: {type: array,"
                        + " maxItems: 9, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, required: [id],"
                        + " properties: {id: {type: string}, age: {type: integer, x-kubernetes-validations: [{rule: self >= 18,"
                        + " message: too young}]}}}}}}");

        admin.merge(boats() + "/a", "{spec: {name: new}}").expect(200);
        admin.merge(boats() + "/a", "{spec: {crew: [{id: abu, age: 20}, {id: ali, age: 5}]}}")
                .expect(200);
        admin.merge(boats() + "/a/status", "{status: {depth: 1}}").expect(200);
        JsonNode bigger = admin.merge(boats() + "/a", "{spec: {size: 101}}").expect(422);
        JsonNode younger = admin.merge(boats() + "/a", "{spec: {crew: [{id: ali, age: 4}]}}")
                .expect(422);
        JsonNode another = admin.post(boats(), boat("{size: 100}").replace("name: a", "name: b"))
                .expect(422);

        assertThat(cause(bigger, 0))
                .isEqualTo("spec.size: Invalid value: 101: spec.size in body should be less than or equal to 10");
        assertThat(cause(younger, 0)).isEqualTo("spec.crew[0].age: Invalid value: \"integer\": too young");
        assertThat(cause(another, 0)).startsWith("spec.size: ");
    }

    @Test
    void a_status_is_judged_by_its_schema_and_rules_and_may_stay_as_it_was() {
        declare("{type: object, properties: {name: {type: string}}}");
        admin.post(boats(), boat("{name: x}")).expect(201);

        assertThat(cause(
                        admin.merge(boats() + "/a/status", "{status: {depth: 11}}")
                                .expect(422),
                        0))
                .startsWith("status.depth: Invalid value: 11");
        assertThat(cause(
                        admin.merge(boats() + "/a/status", "{status: {depth: 7}}")
                                .expect(422),
                        0))
                .isEqualTo("status.depth: Invalid value: \"integer\": no sevens");
        admin.merge(boats() + "/a/status", "{status: {depth: 6}}").expect(200);
    }

    @Test
    void transitions_are_judged_also_where_nothing_else_is() {
        declare(
                "{type: object, x-kubernetes-validations: [{rule: \"self.size >= oldSelf.size\", message: boats do not shrink},"
                        + " {rule: \"oldSelf.hasValue() || self.size < 5\", optionalOldSelf: true, message: boats begin small}],"
                        + " properties: {size: {type: integer}, crew: {type: array, x-kubernetes-list-type: set, items: {type: string}}},"
                        + " required: [size]}");

        assertThat(cause(admin.post(boats(), boat("{size: 5}")).expect(422), 0))
                .isEqualTo("spec: Invalid value: \"object\": boats begin small");
        admin.post(boats(), boat("{size: 4}")).expect(201);
        admin.merge(boats() + "/a", "{spec: {size: 9}}").expect(200);
        assertThat(cause(admin.merge(boats() + "/a", "{spec: {size: 8}}").expect(422), 0))
                .isEqualTo("spec: Invalid value: \"object\": boats do not shrink");
    }

    @Test
    void what_does_not_fit_is_told_as_kubernetes_tells_it() {
        declare(
                "{type: object, properties: {since: {type: string, format: date-time}, port: {type: integer, format: int32},"
                        + " mode: {type: string, enum: [fast, slow]}, crew: {type: array, x-kubernetes-list-type: map,"
                        + " x-kubernetes-list-map-keys: [id], items: {type: object, required: [id], properties: {id: {type: string}, age: {type: integer}}}},"
                        + " either: {type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}}}");

        JsonNode refused = admin.post(
                        boats(),
                        boat(
                                "{since: now, port: 5000000000, mode: fast, crew: [{id: x, age: 1}, {id: x}], either: {a: x, b: y}}"))
                .expect(422);

        assertThat(refused.path("message").asString())
                .contains(
                        "spec.since: Invalid value: \"now\": spec.since in body must be of type date-time: \"now\"",
                        "<nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.port",
                        "spec.crew[1]: Duplicate value: {\"id\":\"x\"}",
                        "<nil>: Invalid value: \"\": \"spec.either\" must validate one and only one schema (oneOf). Found 2"
                                + " valid alternatives");
        assertThat(Json.bytes(admin.post(boats(), boat("{port: text}")).expect(422)))
                .asString()
                .contains(
                        "spec.port: Invalid value: \\\"string\\\": spec.port in body must be of type integer: \\\"string\\\"");
    }
}
