package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.TestCluster;

/** What a pod gets from its node: volumes, environment, probes, restarts, limits, an orderly end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeIT {
    private Kubectl kubectl;
    private String namespace;

    @BeforeAll
    void makeNamespace() {
        TestCluster cluster = TestCluster.shared();
        kubectl = cluster.kubectl();
        namespace = cluster.newNamespace("node");
    }

    @Test
    void config_maps_secrets_and_scratch_space_are_mounted_and_config_maps_follow_changes() {
        kubectl.ok("-n %s create configmap settings --from-literal=colour=blue", namespace);
        kubectl.ok("-n %s create secret generic login --from-literal=password=swordfish", namespace);
        kubectl.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: mounts, namespace: %s, labels: {crew: deck}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: %s
                    command: ["sh", "-c", "sleep 100000"]
                    env:
                    - name: PASSWORD
                      valueFrom: {secretKeyRef: {name: login, key: password}}
                    - name: ME
                      valueFrom: {fieldRef: {fieldPath: metadata.name}}
                    - name: GREETING
                      value: "I am $(ME)"
                    envFrom:
                    - configMapRef: {name: settings}
                    volumeMounts:
                    - {name: settings, mountPath: /settings}
                    - {name: login, mountPath: /login, readOnly: true}
                    - {name: scratch, mountPath: /scratch}
                    - {name: about, mountPath: /about}
                  volumes:
                  - name: settings
                    configMap: {name: settings}
                  - name: login
                    secret: {secretName: login, defaultMode: 0400}
                  - name: scratch
                    emptyDir: {}
                  - name: about
                    downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                """.formatted(namespace, Manifests.IMAGE));
        ready("mounts");

        assertThat(in("mounts", "cat /settings/colour; echo; cat /login/password; echo; stat -Lc %a /login/password"))
                .isEqualTo("blue\nswordfish\n400\n");
        assertThat(in("mounts", "echo $PASSWORD $GREETING $colour")).isEqualTo("swordfish I am mounts blue\n");
        assertThat(in("mounts", "cat /about/labels")).contains("crew=\"deck\"");
        assertThat(in("mounts", "echo kept > /scratch/file && cat /scratch/file"))
                .isEqualTo("kept\n");

        kubectl.run("-n", namespace, "patch", "configmap", "settings", "-p", "{\"data\":{\"colour\":\"red\"}}")
                .orFail();
        eventually(() -> assertThat(in("mounts", "cat /settings/colour")).isEqualTo("red"));
    }

    @Test
    void init_containers_run_one_after_the_other_before_the_main_one() {
        kubectl.apply(Manifests.pod(namespace, "phases", "Never", "cat /work/log", """
                    volumeMounts: [{name: work, mountPath: /work}]
                  initContainers:
                  - name: first
                    image: %1$s
                    command: ["sh", "-c", "sleep 1; echo first >> /work/log"]
                    volumeMounts: [{name: work, mountPath: /work}]
                  - name: second
                    image: %1$s
                    command: ["sh", "-c", "echo second >> /work/log"]
                    volumeMounts: [{name: work, mountPath: /work}]
                  volumes: [{name: work, emptyDir: {}}]
                """.formatted(Manifests.IMAGE)));

        phase("phases", "Succeeded");
        assertThat(kubectl.ok("-n %s logs phases", namespace)).isEqualTo("first\nsecond\n");
    }

    @Test
    void a_container_that_fails_is_restarted_and_its_last_words_are_kept() {
        kubectl.apply(Manifests.pod(namespace, "stumbles", "Always", "echo try; sleep 1; exit 3", ""));

        eventually(() -> assertThat(
                        kubectl.ok("-n %s get pod stumbles -o jsonpath={.status.containerStatuses[0]}", namespace))
                .contains("\"exitCode\":3"));
        eventually(() -> assertThat(Integer.parseInt(kubectl.ok(
                        "-n %s get pod stumbles -o jsonpath={.status.containerStatuses[0].restartCount}", namespace)))
                .isGreaterThanOrEqualTo(2));
        eventually(() -> assertThat(kubectl.ok("-n %s logs stumbles --previous", namespace))
                .isEqualTo("try\n"));
        eventually(() ->
                assertThat(kubectl.ok("-n %s get pod stumbles", namespace)).contains("CrashLoopBackOff"));
        kubectl.ok("-n %s delete pod stumbles", namespace);
    }

    @Test
    void a_pod_is_ready_only_while_its_probe_succeeds() {
        kubectl.apply(Manifests.pod(namespace, "probed", "Always", "touch /tmp/ok; sleep 100000", """
                    readinessProbe:
                      exec: {command: ["test", "-f", "/tmp/ok"]}
                      periodSeconds: 1
                      failureThreshold: 1
                """));
        ready("probed");

        in("probed", "rm /tmp/ok");

        eventually(() -> assertThat(condition("probed", "Ready")).isEqualTo("False"));
        in("probed", "touch /tmp/ok");
        eventually(() -> assertThat(condition("probed", "Ready")).isEqualTo("True"));
    }

    @Test
    void a_container_whose_liveness_probe_fails_is_started_anew() {
        kubectl.apply(Manifests.pod(namespace, "frail", "Always", "touch /tmp/alive; sleep 100000", """
                    livenessProbe:
                      exec: {command: ["test", "-f", "/tmp/alive"]}
                      periodSeconds: 1
                      failureThreshold: 1
                """));
        ready("frail");

        in("frail", "rm /tmp/alive");

        eventually(() -> assertThat(kubectl.ok(
                        "-n %s get pod frail -o jsonpath={.status.containerStatuses[0].restartCount}", namespace))
                .isEqualTo("1"));
        eventually(() ->
                assertThat(kubectl.ok("-n %s describe pod frail", namespace)).contains("Unhealthy", "Killing"));
    }

    @Test
    void a_memory_limit_is_kept_by_the_kernel() {
        kubectl.apply(Manifests.pod(namespace, "greedy", "Never", "x=a; while true; do x=$x$x; done", """
                    resources: {limits: {memory: 32Mi}}
                """));

        phase("greedy", "Failed");
        assertThat(kubectl.ok(
                        "-n %s get pod greedy -o jsonpath={.status.containerStatuses[0].state.terminated.reason}",
                        namespace))
                .isEqualTo("OOMKilled");
        assertThat(kubectl.ok("-n %s get pod greedy -o jsonpath={.status.qosClass}", namespace))
                .isEqualTo("Burstable");
    }

    @Test
    void a_pod_that_fits_nowhere_says_why() {
        kubectl.apply(Manifests.pod(namespace, "giant", "Never", "true", """
                    resources: {requests: {cpu: "1000"}}
                """));

        eventually(() -> assertThat(kubectl.ok("-n %s describe pod giant", namespace))
                .contains("FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu."));
        kubectl.ok("-n %s delete pod giant", namespace);
    }

    @Test
    void a_deleted_pod_gets_its_grace_to_say_goodbye() {
        kubectl.apply(Manifests.pod(
                        namespace,
                        "polite",
                        "Never",
                        "trap 'echo goodbye; exit 0' TERM; echo hello; while true; do sleep 0.2; done",
                        "")
                .replace("terminationGracePeriodSeconds: 1", "terminationGracePeriodSeconds: 20"));
        ready("polite");
        Process following = kubectl.start("-n %s logs -f polite", namespace);

        kubectl.ok("-n %s delete pod polite", namespace);

        String log = eventually(() -> {
            assertThat(following.isAlive()).isFalse();
            try {
                return new String(following.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(log).isEqualTo("hello\ngoodbye\n");
    }

    private void ready(String pod) {
        kubectl.ok("-n %s wait --for=condition=Ready pod/%s --timeout=120s", namespace, pod);
    }

    private void phase(String pod, String phase) {
        eventually(() -> assertThat(kubectl.ok("-n %s get pod %s -o jsonpath={.status.phase}", namespace, pod))
                .isEqualTo(phase));
    }

    private String condition(String pod, String type) {
        return kubectl.ok(
                "-n %s get pod %s -o jsonpath={.status.conditions[?(@.type==\"%s\")].status}", namespace, pod, type);
    }

    private String in(String pod, String command) {
        return kubectl.run("-n", namespace, "exec", pod, "--", "sh", "-c", command)
                .orFail();
    }
}
