package org.nakhoda.apiserver.discovery;

import java.util.List;
import java.util.Locale;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import tools.jackson.databind.node.ObjectNode;

/** {@code /version}: the fields that Kubernetes' clients read, with Java where Kubernetes says Go. */
public final class VersionRoute implements Route {
    private static final List<String> PATH = List.of("version");

    private final ObjectNode body;

    public VersionRoute(VersionInfo version) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        this.body = Json.object()
                .put("major", Integer.toString(version.major()))
                .put("minor", Integer.toString(version.minor()))
                .put("emulationMajor", Integer.toString(version.major()))
                .put("emulationMinor", Integer.toString(version.minor()))
                .put("minCompatibilityMajor", Integer.toString(version.major()))
                .put("minCompatibilityMinor", Integer.toString(version.minor() - 1))
                .put("gitVersion", version.gitVersion())
                .put("gitCommit", version.gitCommit())
                .put("gitTreeState", "clean")
                .put("buildDate", version.buildDate().toString())
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", System.getProperty("os.name").toLowerCase(Locale.ROOT) + "/" + architecture);
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET") && request.path().equals(PATH);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        return ApiResponse.json(200, body);
    }
}
