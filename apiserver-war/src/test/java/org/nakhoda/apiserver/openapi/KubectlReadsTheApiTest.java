package org.nakhoda.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.discovery.DiscoveryRoutes;
import org.nakhoda.apiserver.discovery.Requests;
import org.nakhoda.apiserver.discovery.VersionInfo;
import org.nakhoda.apiserver.discovery.VersionRoute;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;

/** What kubectl makes of discovery and OpenAPI; every kubectl on the PATH is asked. */
class KubectlReadsTheApiTest {
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);
    private static HttpServer server;
    private static List<Route> routes;

    @TempDir
    private Path directory;

    @BeforeAll
    static void serve() throws IOException {
        BuiltinCatalogue catalogue = BuiltinCatalogue.instance();
        VersionInfo version = VersionInfo.ofThisBuild();
        routes = List.of(
                new DiscoveryRoutes(catalogue, List::of, "localhost"),
                new VersionRoute(version),
                new OpenApiRoutes(catalogue, Map::of, List::of, version));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(THREADS);
        server.createContext("/", KubectlReadsTheApiTest::answer);
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        THREADS.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        List<String> headers = new ArrayList<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.add(header.getKey().toLowerCase(java.util.Locale.ROOT));
            headers.add(String.join(",", header.getValue()));
        }
        ApiRequest request = Requests.get(exchange.getRequestURI().toString(), headers.toArray(String[]::new));
        ApiResponse response;
        try {
            response = routes.stream()
                    .filter(route -> route.matches(request))
                    .findFirst()
                    .orElseThrow(() -> ApiException.of(Reason.NOT_FOUND, "the server could not find the resource"))
                    .handle(request);
        } catch (ApiException e) {
            response = ApiResponse.of(e);
        }
        byte[] bytes = Requests.bytes(response);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", response.body().contentType());
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static List<Path> kubectls() {
        List<Path> found = new ArrayList<>();
        for (String place : System.getenv("PATH").split(File.pathSeparator)) {
            try (Stream<Path> files = Files.list(Path.of(place))) {
                files.filter(file -> file.getFileName().toString().matches("kubectl(\\.1\\.\\d+)?"))
                        .filter(Files::isExecutable)
                        .forEach(found::add);
            } catch (IOException e) {
                // a place on the PATH that is not there has no kubectl
            }
        }
        return found;
    }

    private String run(Path kubectl, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                kubectl.toString(),
                "--server=http://127.0.0.1:" + server.getAddress().getPort(),
                "--cache-dir=" + directory.resolve("cache-" + Math.abs(kubectl.hashCode()))));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command + " ends").isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(command + ": " + text).isZero();
        return text;
    }

    @Test
    void everyKubectlListsResourcesExplainsFieldsAndChecksManifests() throws IOException, InterruptedException {
        List<Path> kubectls = kubectls();
        assumeFalse(kubectls.isEmpty(), "no kubectl on the PATH");
        Path manifest = Files.writeString(directory.resolve("deployment.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - {name: c, image: nginx, resources: {limits: {cpu: 1, memory: 1Gi}}}
                """);
        for (Path kubectl : kubectls) {
            assertThat(run(kubectl, "api-versions")).contains("apps/v1\n", "v1\n", "rbac.authorization.k8s.io/v1\n");
            assertThat(run(kubectl, "api-resources", "--no-headers").lines())
                    .anyMatch(line -> line.matches("deployments +deploy +apps/v1 +true +Deployment"))
                    .anyMatch(line -> line.matches("nodes +no +v1 +false +Node"));
            assertThat(run(kubectl, "explain", "pod.spec.containers"))
                    .contains("<[]Container>", "imagePullPolicy", "-required-");
            assertThat(run(kubectl, "explain", "service.spec.ports", "--output=plaintext-openapiv2"))
                    .contains("targetPort", "-required-");
            assertThat(run(kubectl, "explain", "--recursive", "deployment")).contains("terminationGracePeriodSeconds");
            String created = run(kubectl, "create", "--dry-run=client", "--validate=true", "-f", manifest.toString());
            assertThat(created)
                    .contains("deployment.apps/web created (dry run)")
                    .doesNotContain("warning");
        }
    }
}
