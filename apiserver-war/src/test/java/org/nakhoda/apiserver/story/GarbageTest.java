package org.nakhoda.apiserver.story;

import org.junit.jupiter.api.Test;

/** Objects that go with their owners. */
class GarbageTest {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final Client admin = RunningApi.admin();
    private final String namespace = RunningApi.namespace();
    private final String group = namespace + ".example.com";
    private final String maps = "/api/v1/namespaces/" + namespace + "/configmaps";

    private String definition(String conversion, boolean oldIsStored) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: hosts.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: hosts, kind: Host}
                  conversion: %2$s
                  versions:
                  - {name: v1, served: true, storage: %3$s, schema: {openAPIV3Schema: {type: object}}}
                  - {name: v2, served: true, storage: %4$s, schema: {openAPIV3Schema: {type: object}}}
                """.formatted(group, conversion, oldIsStored, !oldIsStored);
    }

    @Test
    void garbage_is_collected_though_the_objects_of_some_kind_cannot_be_listed() {
        admin.post(CRDS, definition("{strategy: None}", true)).expect(201);
        admin.post(
                        "/apis/" + group + "/v1/namespaces/" + namespace + "/hosts",
                        "{apiVersion: " + group + "/v1, kind: Host, metadata: {name: melaka}}")
                .expect(201);
        admin.replace(
                        CRDS + "/hosts." + group,
                        definition(
                                "{strategy: Webhook, webhook: {conversionReviewVersions: [v1],"
                                        + " clientConfig: {url: 'https://127.0.0.1:1/convert'}}}",
                                false))
                .expect(200);
        admin.get("/apis/" + group + "/v2/hosts").expect(500);
        String owner = admin.post(maps, "{metadata: {name: owner}}")
                .expect(201)
                .at("/metadata/uid")
                .asString();
        admin.post(
                        maps,
                        "{metadata: {name: dependent, ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner,"
                                + " uid: " + owner + "}]}}")
                .expect(201);

        try (RunningControllers controllers = new RunningControllers()) {
            admin.delete(maps + "/owner").expect(200);

            RunningControllers.eventually(
                    "the end of the dependent",
                    () -> admin.get(maps + "/dependent").status() == 404);
        }
    }
}
