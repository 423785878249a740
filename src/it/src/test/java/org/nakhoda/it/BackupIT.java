package org.nakhoda.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import org.nakhoda.it.cluster.ControlPlaneCluster;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.Shell.Result;

/** A cluster is backed up while it runs, destroyed, and made anew from the file. */
class BackupIT {
    private static final String OBJECTS = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: ships.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {plural: ships, singular: ship, kind: Ship}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: harbour}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: log, namespace: harbour}
            data: {entry: "first\\nsecond \\u6f22"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: chart, namespace: harbour}
            stringData: {island: treasure}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: crew, namespace: harbour}
            spec:
              replicas: 2
              selector: {matchLabels: {app: crew}}
              template:
                metadata: {labels: {app: crew}}
                spec: {containers: [{name: sailor, image: "localhost/nakhoda/demo:1"}]}
            """;

    @TempDir
    Path directory;

    private Path file;
    private ControlPlaneCluster cluster;
    private Kubectl kubectl;

    @BeforeEach
    void startCluster() {
        file = directory.resolve("cluster.backup.gz");
        cluster = ControlPlaneCluster.start("backup");
        List<Path> binaries = Kubectl.binaries();
        kubectl = cluster.kubectl(binaries.get(binaries.size() - 1));
        kubectl.apply(OBJECTS);
        kubectl.ok("wait --for=condition=Established crd/ships.example.org --timeout=60s");
        eventually(() -> kubectl.apply("""
                apiVersion: example.org/v1
                kind: Ship
                metadata: {name: hispaniola, namespace: harbour}
                spec: {masts: 3, draught: 2.50}
                """));
        cluster.awaitServiceAccount("harbour");
    }

    @AfterEach
    void purgeCluster() {
        cluster.close();
    }

    private void backUp(String... flags) {
        cluster.nakhoda(words("backup", file.toString(), flags)).orFail();
    }

    private static List<String> words(String command, String file, String... flags) {
        List<String> words = new ArrayList<>(List.of(command, file));
        words.addAll(List.of(flags));
        return words;
    }

    private void destroy() {
        cluster.nakhoda(List.of("down", "--purge", "--yes")).orFail();
        assertThat(cluster.pki()).doesNotExist();
    }

    private String restore(String... flags) {
        return cluster.nakhoda(words("restore", file.toString(), append(flags, "--control-plane-only")))
                .orFail();
    }

    private static String[] append(String[] flags, String last) {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add(last);
        return all.toArray(String[]::new);
    }

    /** What no controller touches. */
    private String objects() {
        return kubectl.ok("get configmap/log secret/chart ship/hispaniola -n harbour -o json");
    }

    private long revision() {
        String list = kubectl.ok("get --raw /api/v1/namespaces/harbour/configmaps?limit=1");
        return Long.parseLong(Json.parse(list).at("/metadata/resourceVersion").stringValue());
    }

    @Test
    void a_destroyed_cluster_comes_back_from_its_backup() throws IOException {
        // given
        String before = objects();
        String deployment = kubectl.ok("get deployment crew -n harbour -o jsonpath={.metadata.uid}");
        Path oldKubeconfig = Files.copy(cluster.kubeconfig(), directory.resolve("old.kubeconfig"));
        assertThat(kubectl.call("get --raw /nakhoda/backup --as=alice").all()).contains("forbidden");

        // when it is backed up, and goes on, and is lost
        backUp();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Result refused = cluster.nakhoda(words("restore", file.toString(), "--control-plane-only"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("there is a cluster in");
        kubectl.ok("delete configmap log -n harbour");
        long old = revision();
        destroy();
        String said = restore();

        // then everything is as it was
        assertThat(said).contains("The backup holds no keys");
        assertThat(objects()).isEqualTo(before);
        assertThat(kubectl.ok("get deployment crew -n harbour -o jsonpath={.metadata.uid}"))
                .isEqualTo(deployment);

        // and clients from before are told to list anew, and the controllers work
        assertThat(kubectl.call("get --raw /api/v1/configmaps?watch=true&timeoutSeconds=5&resourceVersion=%d", old)
                        .all())
                .contains("too old resource version");
        assertThat(revision()).isGreaterThan(old + 900_000);
        kubectl.ok("scale deployment crew -n harbour --replicas=3");
        eventually(() -> assertThat(
                        kubectl.ok("get pods -n harbour -l app=crew -o name").lines())
                .hasSize(3));

        // and without the old keys the old credentials are worthless, and all are told of the new authority
        assertThat(kubectl.run("--kubeconfig", oldKubeconfig.toString(), "get", "namespaces")
                        .exit())
                .isNotZero();
        String authority = Files.readString(cluster.pki().resolve("ca.crt")).strip();
        eventually(() -> assertThat(kubectl.ok("get configmap kube-root-ca.crt -n harbour -o jsonpath={.data.ca\\.crt}")
                        .strip())
                .isEqualTo(authority));
    }

    @Test
    void a_deleted_object_comes_back_with_the_state_of_before_and_the_keys_with_their_backup() throws IOException {
        // given
        String before = objects();
        String token = kubectl.ok("create token default -n harbour").strip();
        Path oldKubeconfig = Files.copy(cluster.kubeconfig(), directory.resolve("old.kubeconfig"));
        long asOf = revision();
        kubectl.ok("delete configmap log -n harbour");
        kubectl.ok("create configmap later -n harbour");

        // when
        backUp("--with-keys");
        destroy();
        String said = restore("--as-of", Long.toString(asOf));

        // then
        assertThat(said).contains("as of revision " + asOf).contains("The keys are the backup's");
        assertThat(objects()).isEqualTo(before);
        assertThat(kubectl.call("get configmap later -n harbour").err()).contains("not found");
        kubectl.run("--kubeconfig", oldKubeconfig.toString(), "get", "namespaces")
                .orFail();
        assertThat(kubectl.run("auth", "whoami", "--token", token, "--kubeconfig", withoutCertificate(oldKubeconfig))
                        .orFail())
                .contains("system:serviceaccount:harbour:default");

        // and what is outside of the history is refused
        destroy();
        Result refused = cluster.nakhoda(words("restore", file.toString(), "--as-of", "2020-01-01T00:00:00Z"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("can be restored as of revision");
    }

    private String withoutCertificate(Path kubeconfig) throws IOException {
        Path bare = directory.resolve("bare.kubeconfig");
        Files.copy(kubeconfig, bare, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(bare, Files.readString(bare).replaceAll("(?m)^ *client-(certificate|key)-data: .*\\n", ""));
        return bare.toString();
    }
}
