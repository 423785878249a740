package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.Shell.Result;
import org.nakhoda.it.cluster.TestCluster;

/** Controllers at work: what is declared comes about, changes step by step, and goes away whole. */
class WorkloadsIT {
    private Kubectl kubectl;
    private String namespace;

    @BeforeEach
    void makeNamespace() {
        TestCluster cluster = TestCluster.shared();
        kubectl = cluster.kubectl();
        namespace = cluster.newNamespace("workloads");
    }

    @Test
    void a_deployment_is_rolled_out_and_back() {
        kubectl.apply(Manifests.webApplication(namespace, "web", 2));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);

        kubectl.ok("-n %s set image deployment/web web=localhost/nakhoda/demo:2", namespace);
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);

        assertThat(kubectl.ok("-n %s get pods -l app=web -o jsonpath={.items[*].spec.containers[0].image}", namespace))
                .contains("demo:2");
        assertThat(kubectl.ok("-n %s rollout history deployment/web", namespace))
                .contains("1", "2");

        kubectl.ok("-n %s rollout undo deployment/web", namespace);
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        assertThat(kubectl.ok(
                        "-n %s get deployment web -o jsonpath={.spec.template.spec.containers[0].image}", namespace))
                .isEqualTo(Manifests.IMAGE);
        assertThat(kubectl.ok("-n %s get replicasets -l app=web -o name", namespace)
                        .lines())
                .hasSize(2);
    }

    @Test
    void a_deployment_that_is_applied_by_the_server_is_scaled_by_another_manager_and_taken_back() {
        String manifest = Manifests.webApplication(namespace, "web", 1);
        kubectl.withInput(manifest, "apply", "--server-side", "-f", "-").orFail();
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        kubectl.ok("-n %s scale deployment/web --replicas=2", namespace);
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);

        Result conflict = kubectl.withInput(manifest, "apply", "--server-side", "-f", "-");
        assertThat(conflict.exit()).isEqualTo(1);
        assertThat(conflict.err())
                .contains("Apply failed with 1 conflict", "with subresource \"scale\"", ".spec.replicas");
        kubectl.withInput(manifest, "apply", "--server-side", "--force-conflicts", "-f", "-")
                .orFail();

        eventually(() ->
                assertThat(kubectl.ok("-n %s get deployment web", namespace)).contains("1/1"));
        assertThat(kubectl.ok("-n %s get deployment web -o yaml --show-managed-fields", namespace))
                .contains("manager: kubectl", "manager: kube-controller-manager", "subresource: status");
        assertThat(kubectl.ok("-n %s get pods -l app=web -o yaml --show-managed-fields", namespace))
                .contains("manager: kubelet");
    }

    @Test
    void a_pod_that_is_deleted_is_replaced() {
        kubectl.apply(Manifests.webApplication(namespace, "web", 1));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        String first = pods("web");

        kubectl.ok("-n %s delete %s", namespace, first);

        eventually(() -> {
            assertThat(pods("web")).isNotEmpty().doesNotContain(first);
            assertThat(kubectl.ok("-n %s get deployment web", namespace)).contains("1/1");
        });
    }

    @Test
    void deleting_a_deployment_takes_its_replica_sets_and_pods_along() {
        kubectl.apply(Manifests.webApplication(namespace, "web", 2));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);

        kubectl.ok("-n %s delete deployment web", namespace);

        eventually(() -> assertThat(kubectl.ok("-n %s get replicasets,pods -l app=web -o name", namespace))
                .isEmpty());
    }

    @Test
    void an_orphaned_replica_set_stays_with_its_pods() {
        kubectl.apply(Manifests.webApplication(namespace, "web", 1));
        kubectl.ok("-n %s rollout status deployment/web --timeout=120s", namespace);
        String pod = pods("web");

        kubectl.ok("-n %s delete deployment web --cascade=orphan", namespace);

        eventually(() -> assertThat(kubectl.ok(
                        "-n %s get replicasets -l app=web -o jsonpath={.items[0].metadata.ownerReferences}", namespace))
                .isEmpty());
        assertThat(pods("web")).isEqualTo(pod);
    }

    @Test
    void a_job_runs_to_its_completions_and_says_so() {
        kubectl.apply(job("count", 3, 2, "exit 0"));

        kubectl.ok("-n %s wait --for=condition=Complete job/count --timeout=120s", namespace);

        assertThat(kubectl.ok("-n %s get job count", namespace)).contains("3/3");
        assertThat(kubectl.ok("-n %s get job count -o jsonpath={.status.succeeded}", namespace))
                .isEqualTo("3");
    }

    @Test
    void a_job_that_keeps_failing_gives_up() {
        kubectl.apply(job("doomed", 1, 1, "exit 1"));

        kubectl.ok("-n %s wait --for=condition=Failed job/doomed --timeout=120s", namespace);

        assertThat(kubectl.ok("-n %s describe job doomed", namespace)).contains("BackoffLimitExceeded");
    }

    private String job(String name, int completions, int parallelism, String command) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s, namespace: %s}
                spec:
                  completions: %d
                  parallelism: %d
                  backoffLimit: 1
                  template:
                    spec:
                      restartPolicy: Never
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: main
                        image: %s
                        command: ["sh", "-c", "%s"]
                """.formatted(name, namespace, completions, parallelism, Manifests.IMAGE, command);
    }

    private String pods(String application) {
        return kubectl.ok(
                        "-n %s get pods -l app=%s -o name --field-selector=status.phase=Running",
                        namespace, application)
                .strip();
    }
}
