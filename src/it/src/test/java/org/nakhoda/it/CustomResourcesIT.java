package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** A kind of one's own with unmodified kubectl, the oldest and the newest of this machine. */
class CustomResourcesIT {
    static Path[] kubectls() {
        var all = Kubectl.binaries();
        return new Path[] {all.get(0), all.get(all.size() - 1)};
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kubectls")
    void a_kind_is_declared_used_like_any_other_and_taken_away_with_its_objects(Path binary) {
        TestCluster cluster = TestCluster.shared();
        Kubectl kubectl = cluster.kubectl(binary);
        String namespace = cluster.newNamespace("ships");
        String group = namespace + ".example.com";

        kubectl.apply(definition(group));
        kubectl.ok("wait --for=condition=established crd/ships.%s --timeout=10s", group);
        kubectl.apply(ship(group, namespace, "Surabaya"));

        assertThat(kubectl.ok("-n %s get sh.%s", namespace, group)).contains("PORT", "Surabaya");
        assertThat(kubectl.ok("explain ships.spec --api-version=%s/v1", group)).contains("Where it lies.");
        kubectl.ok("-n %s scale --replicas=5 ships.%s/dewaruci", namespace, group);
        kubectl.apply(ship(group, namespace, "Benoa"));
        assertThat(kubectl.ok("-n %s get ships.%s dewaruci -o jsonpath={.spec}", namespace, group))
                .contains("\"port\":\"Benoa\"", "\"sailors\":5");
        assertThat(kubectl.withInput(ship(group, namespace, "benoa"), "apply", "-f", "-")
                        .err())
                .contains("spec.port");

        kubectl.ok("delete crd ships.%s --timeout=30s", group);
        assertThat(kubectl.call("-n %s get ships.%s", namespace, group).exit()).isNotZero();

        // declared again, it has no objects of before
        kubectl.apply(definition(group));
        assertThat(kubectl.ok("get ships.%s -A -o name", group)).isBlank();
        kubectl.apply(ship(group, namespace, "Surabaya"));
        kubectl.ok("delete namespace %s --timeout=60s", namespace);
        assertThat(kubectl.ok("get ships.%s -A -o name", group)).isBlank();
        kubectl.ok("delete crd ships.%s --timeout=30s", group);
    }

    private static String definition(String group) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: ships.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: ships, kind: Ship, shortNames: [sh]}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    additionalPrinterColumns:
                    - {name: Port, type: string, jsonPath: .spec.port}
                    subresources:
                      status: {}
                      scale: {specReplicasPath: .spec.sailors, statusReplicasPath: .status.aboard}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                              port: {type: string, pattern: "^[A-Z]", description: Where it lies.}
                              sailors: {type: integer, minimum: 1}
                          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """.formatted(group);
    }

    private static String ship(String group, String namespace, String port) {
        return """
                apiVersion: %s/v1
                kind: Ship
                metadata: {name: dewaruci, namespace: %s}
                spec: {port: %s}
                """.formatted(group, namespace, port);
    }
}
