package org.nakhoda.apiserver.aggregation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.discovery.ApiPriority;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An APIService: who serves a group version.
 *
 * @param automanaged who keeps it: {@link #AT_START} or {@link #ALWAYS} if this server does, empty if an administrator does
 * @param target null if this server serves the group version
 * @param object as it is stored, not to be changed
 */
record ApiService(
        String name,
        String group,
        String version,
        ApiPriority priority,
        String automanaged,
        Target target,
        boolean available,
        JsonNode object) {
    static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";
    /** Made and brought up to date when a server starts, and left to administrators from then on. */
    static final String AT_START = "onstart";
    /** Made, kept and taken away as long as the server runs. */
    static final String ALWAYS = "true";

    /** The service that serves it, and how its certificate is judged. */
    record Target(String namespace, String service, int port, String caBundle, boolean unverified) {}

    static ApiService of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode service = spec.path("service");
        return new ApiService(
                object.path("metadata").path("name").asString(""),
                spec.path("group").asString(""),
                spec.path("version").asString(""),
                new ApiPriority(
                        spec.path("groupPriorityMinimum").asInt(0),
                        spec.path("versionPriority").asInt(0)),
                object.path("metadata").path("labels").path(AUTOMANAGED).asString(""),
                service.isObject()
                        ? new Target(
                                service.path("namespace").asString(""),
                                service.path("name").asString(""),
                                service.path("port").asInt(443),
                                spec.path("caBundle").asString(""),
                                spec.path("insecureSkipTLSVerify").asBoolean(false))
                        : null,
                condition(object).path("status").asString("").equals("True"),
                object);
    }

    /** The condition Available; missing if nobody has judged it yet. */
    static JsonNode condition(JsonNode object) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Available")) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    static String name(String group, String version) {
        return version + "." + group;
    }

    /**
     * The object with another judgement in its status.
     *
     * @return empty if that is what it says already
     */
    Optional<ObjectNode> judged(boolean nowAvailable, String reason, String message, Instant now) {
        JsonNode last = condition(object);
        String status = nowAvailable ? "True" : "False";
        boolean same = last.path("status").asString("").equals(status);
        if (same
                && last.path("reason").asString("").equals(reason)
                && last.path("message").asString("").equals(message)) {
            return Optional.empty();
        }
        ObjectNode next = (ObjectNode) object.deepCopy();
        ArrayNode conditions = Json.array();
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition != last) {
                conditions.add(condition);
            }
        }
        conditions
                .addObject()
                .put("type", "Available")
                .put("status", status)
                .put(
                        "lastTransitionTime",
                        same
                                ? last.path("lastTransitionTime").asString("")
                                : now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", reason)
                .put("message", message);
        next.withObject("/status").set("conditions", conditions);
        return Optional.of(next);
    }

    /** Such as {@code metrics.k8s.io/v1beta1}. */
    String groupVersion() {
        return group + "/" + version;
    }
}
