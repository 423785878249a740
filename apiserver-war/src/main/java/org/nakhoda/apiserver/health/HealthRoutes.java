package org.nakhoda.apiserver.health;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /livez}, {@code /readyz} and the older {@code /healthz}, each with {@code ?verbose}, {@code ?exclude=NAME} and
 * a path for every check. Callers learn which check failed; why it failed stands in the log, as anybody may ask.
 */
public final class HealthRoutes implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final Map<String, List<HealthCheck>> endpoints;
    private final Set<String> failing = ConcurrentHashMap.newKeySet();

    /**
     * @param live what a restart would help; also answers {@code /healthz}
     * @param ready what must hold as well before traffic is sent here
     */
    public HealthRoutes(List<HealthCheck> live, List<HealthCheck> ready) {
        List<HealthCheck> all = new ArrayList<>(live);
        all.addAll(ready);
        this.endpoints = Map.of("healthz", List.copyOf(live), "livez", List.copyOf(live), "readyz", List.copyOf(all));
    }

    /** The paths of all checks, each alone and together. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        endpoints.forEach((endpoint, checks) -> {
            paths.add("/" + endpoint);
            checks.forEach(check -> paths.add("/" + endpoint + "/" + check.name()));
        });
        return paths;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET")
                && !request.path().isEmpty()
                && endpoints.containsKey(request.path().get(0));
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String endpoint = request.path().get(0);
        List<HealthCheck> checks = endpoints.get(endpoint);
        return request.path().size() == 1
                ? all(request, endpoint, checks)
                : one(String.join("/", request.path().subList(1, request.path().size())), checks);
    }

    private ApiResponse all(ApiRequest request, String endpoint, List<HealthCheck> checks) {
        Set<String> excluded = new HashSet<>(request.query().getOrDefault("exclude", List.of()));
        StringBuilder report = new StringBuilder();
        boolean passed = true;
        for (HealthCheck check : checks) {
            if (excluded.remove(check.name())) {
                report.append("[+]").append(check.name()).append(" excluded: ok\n");
            } else if (failure(check).isEmpty()) {
                report.append("[+]").append(check.name()).append(" ok\n");
            } else {
                passed = false;
                report.append("[-]").append(check.name()).append(" failed: reason withheld\n");
            }
        }
        if (!excluded.isEmpty()) {
            report.append("warn: some health checks cannot be excluded: there is no ")
                    .append(String.join(", ", excluded))
                    .append('\n');
        }
        report.append(endpoint).append(passed ? " check passed\n" : " check failed\n");
        if (!passed) {
            return ApiResponse.text(500, report.toString());
        }
        return ApiResponse.text(200, request.query().containsKey("verbose") ? report.toString() : "ok");
    }

    private ApiResponse one(String name, List<HealthCheck> checks) {
        for (HealthCheck check : checks) {
            if (check.name().equals(name)) {
                return failure(check).isEmpty()
                        ? ApiResponse.text(200, "ok")
                        : ApiResponse.text(500, "internal server error: " + name + " failed: reason withheld\n");
            }
        }
        throw ApiException.of(Reason.NOT_FOUND, "there is no health check \"" + name + "\"");
    }

    private Optional<String> failure(HealthCheck check) {
        Optional<String> failure;
        try {
            failure = check.failure().get();
        } catch (RuntimeException e) {
            failure = Optional.of(e.toString());
        }
        if (failure.isPresent() && failing.add(check.name())) {
            LOG.warn("Health check {} fails: {}", check.name(), failure.get());
        } else if (failure.isEmpty() && failing.remove(check.name())) {
            LOG.info("Health check {} succeeds again", check.name());
        }
        return failure;
    }
}
