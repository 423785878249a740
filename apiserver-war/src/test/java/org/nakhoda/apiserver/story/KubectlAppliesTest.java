package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import tools.jackson.databind.JsonNode;

/** Server-side apply by unmodified kubectls, over plain HTTP; every kubectl on the PATH takes part. */
class KubectlAppliesTest {
    private static final UserInfo ADMIN =
            new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS, UserInfo.GROUP_AUTHENTICATED), Map.of());
    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {tier: front}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: i1, ports: [{containerPort: 80}], env: [{name: A, value: a}]}
            """;

    @TempDir
    private Path directory;

    private final Client api = RunningApi.admin();
    private HttpServer server;

    private record Ended(int exit, String text) {
        String orFail() {
            assertThat(exit).as(text).isZero();
            return text;
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(RunningApi.executor());
        server.createContext("/", KubectlAppliesTest::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        ApiResponse response = RunningApi.server()
                .handle(new ApiRequest(
                        exchange.getRequestMethod(),
                        UriText.path(exchange.getRequestURI().getRawPath()),
                        UriText.query(exchange.getRequestURI().getRawQuery()),
                        headers,
                        exchange.getRequestBody().readAllBytes(),
                        new Credentials(null, null),
                        ADMIN));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (response.body() instanceof Body.Streamed streamed) {
            streamed.writer().write(body);
        } else {
            body.writeBytes(((Body.Whole) response.body()).bytes());
        }
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", response.body().contentType());
        exchange.sendResponseHeaders(response.status(), body.size() == 0 ? -1 : body.size());
        exchange.getResponseBody().write(body.toByteArray());
        exchange.close();
    }

    @Test
    void a_conflict_is_told_and_force_conflicts_takes_the_field_over() throws Exception {
        for (Path kubectl : kubectls()) {
            String namespace = RunningApi.namespace();

            assertThat(apply(kubectl, namespace, MANIFEST, "--server-side").orFail())
                    .contains("deployment.apps/web serverside-applied");
            run(kubectl, "-n", namespace, "scale", "deployment/web", "--replicas=5")
                    .orFail();
            Ended conflict = apply(kubectl, namespace, MANIFEST, "--server-side");
            Ended forced = apply(kubectl, namespace, MANIFEST, "--server-side", "--force-conflicts");

            assertThat(conflict.exit()).as("%s: %s", kubectl, conflict.text()).isEqualTo(1);
            assertThat(conflict.text())
                    .contains(
                            "Apply failed with 1 conflict: conflict with \"" + kubectl.getFileName()
                                    + "\" with subresource \"scale\" using apps/v1:" + " .spec.replicas",
                            "--force-conflicts");
            assertThat(forced.orFail()).contains("serverside-applied");
            assertThat(deployment(namespace).at("/spec/replicas").asInt()).isEqualTo(2);
            assertThat(run(kubectl, "-n", namespace, "get", "deployment", "web", "-o", "yaml")
                            .orFail())
                    .doesNotContain("managedFields");
            assertThat(run(kubectl, "-n", namespace, "get", "deployment", "web", "-o", "yaml", "--show-managed-fields")
                            .orFail())
                    .contains("manager: kubectl", "operation: Apply", "f:replicas: {}");
        }
    }

    @Test
    void what_was_applied_by_the_client_moves_to_the_server_and_fields_can_be_given_up_then() throws Exception {
        for (Path kubectl : kubectls()) {
            String namespace = RunningApi.namespace();
            apply(kubectl, namespace, MANIFEST).orFail();

            apply(kubectl, namespace, MANIFEST.replace("i1", "i2"), "--server-side")
                    .orFail();
            apply(
                            kubectl,
                            namespace,
                            MANIFEST.replace("i1", "i3")
                                    .replace(", labels: {tier: front}", "")
                                    .replace(", env: [{name: A, value: a}]", ""),
                            "--server-side")
                    .orFail();

            JsonNode deployment = deployment(namespace);
            assertThat(deployment.at("/spec/template/spec/containers/0/image").asString())
                    .isEqualTo("i3");
            assertThat(deployment.at("/spec/template/spec/containers/0").has("env"))
                    .as("%s: %s", kubectl, deployment)
                    .isFalse();
            assertThat(deployment.at("/metadata").has("labels"))
                    .as("%s", kubectl)
                    .isFalse();
            assertThat(deployment.at("/metadata/managedFields").toString()).doesNotContain("kubectl-client-side-apply");
            assertThat(apply(kubectl, namespace, MANIFEST.replace("i1", "i4")).orFail())
                    .contains("deployment.apps/web configured");
            assertThat(deployment(namespace)
                            .at("/spec/template/spec/containers/0/image")
                            .asString())
                    .isEqualTo("i4");
        }
    }

    private JsonNode deployment(String namespace) {
        return api.get("/apis/apps/v1/namespaces/" + namespace + "/deployments/web")
                .expect(200);
    }

    private Ended apply(Path kubectl, String namespace, String manifest, String... more) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "manifest", ".yaml"), manifest);
        List<String> arguments = new ArrayList<>(List.of("-n", namespace, "apply", "-f", file.toString()));
        arguments.addAll(List.of(more));
        return run(kubectl, arguments.toArray(String[]::new));
    }

    private Ended run(Path kubectl, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                kubectl.toString(),
                "--server=http://127.0.0.1:" + server.getAddress().getPort(),
                "--cache-dir=" + directory.resolve("cache-" + kubectl.getFileName())));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command + " ends").isTrue();
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Those of several versions that stand beside the one on the PATH, else that one. */
    private static List<Path> kubectls() throws IOException {
        Path found = null;
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(place, "kubectl");
            found = found == null && Files.isExecutable(candidate) ? candidate.toRealPath() : found;
        }
        assumeFalse(found == null, "no kubectl on the PATH");
        try (Stream<Path> files = Files.list(found.getParent())) {
            List<Path> versions = files.filter(
                            file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .toList();
            return versions.isEmpty() ? List.of(found) : versions;
        }
    }
}
