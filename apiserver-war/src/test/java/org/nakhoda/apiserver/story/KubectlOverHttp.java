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
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.Impersonation;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.http.UriText;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;

/** The running API over plain HTTP, and the unmodified kubectls that ask it, as its administrator. */
final class KubectlOverHttp implements AutoCloseable {
    private static final UserInfo ADMIN =
            new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS, UserInfo.GROUP_AUTHENTICATED), Map.of());

    private final Path directory;
    private final HttpServer server;

    record Ended(int exit, String text) {
        String orFail() {
            assertThat(exit).as(text).isZero();
            return text;
        }
    }

    /** @param directory for what kubectl keeps and prints */
    KubectlOverHttp(Path directory) throws IOException {
        this.directory = directory;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(RunningApi.executor());
        server.createContext("/", KubectlOverHttp::answer);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        Map<String, List<String>> impersonation = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (Impersonation.claimed(name)) {
                impersonation.put(name, values);
            }
        });
        ApiResponse response = RunningApi.server()
                .handle(new ApiRequest(
                        exchange.getRequestMethod(),
                        UriText.path(exchange.getRequestURI().getRawPath()),
                        UriText.query(exchange.getRequestURI().getRawQuery()),
                        headers,
                        exchange.getRequestBody().readAllBytes(),
                        new Credentials(null, null, Impersonation.wanted(impersonation)),
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

    Ended run(Path kubectl, String... arguments) throws IOException, InterruptedException {
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
    static List<Path> kubectls() throws IOException {
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
