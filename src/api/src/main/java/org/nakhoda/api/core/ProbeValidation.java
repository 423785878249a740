package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Probes and lifecycle hooks: exactly one handler each. */
final class ProbeValidation {
    private static final List<String> PROBE_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
    private static final List<String> HOOK_HANDLERS = List.of("exec", "httpGet", "tcpSocket", "sleep");

    private ProbeValidation() {}

    static void probe(JsonNode container, String field, FieldPath at, FieldErrors errors) {
        JsonNode probe = container.path(field);
        if (!probe.isObject()) {
            return;
        }
        FieldPath path = at.child(field);
        handler(probe, PROBE_HANDLERS, path, errors);
        for (String number : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            Values.notNegative(probe, number, path, errors);
        }
        Values.positive(probe, "terminationGracePeriodSeconds", path, errors);
        boolean onceIsEnough = !field.equals("readinessProbe");
        if (onceIsEnough && Tree.number(probe, "successThreshold", 1) != 1) {
            errors.invalid(path.child("successThreshold"), probe.path("successThreshold"), "must be 1");
        }
        if (field.equals("readinessProbe") && probe.has("terminationGracePeriodSeconds")) {
            errors.invalid(
                    path.child("terminationGracePeriodSeconds"),
                    probe.path("terminationGracePeriodSeconds"),
                    "must not be set for readinessProbes");
        }
    }

    static void lifecycle(JsonNode lifecycle, FieldPath path, FieldErrors errors) {
        for (String hook : List.of("postStart", "preStop")) {
            if (lifecycle.path(hook).isObject()) {
                handler(lifecycle.path(hook), HOOK_HANDLERS, path.child(hook), errors);
            }
        }
    }

    private static void handler(JsonNode handler, List<String> kinds, FieldPath path, FieldErrors errors) {
        int found = 0;
        for (String kind : kinds) {
            if (!handler.path(kind).isObject()) {
                continue;
            }
            if (found++ > 0) {
                errors.forbidden(path.child(kind), "may not specify more than 1 handler type");
            } else {
                one(handler.path(kind), kind, path.child(kind), errors);
            }
        }
        if (found == 0) {
            errors.required(path, "must specify a handler type");
        }
    }

    private static void one(JsonNode handler, String kind, FieldPath path, FieldErrors errors) {
        switch (kind) {
            case "exec" -> Values.required(handler, "command", path, errors);
            case "httpGet" -> {
                Values.required(handler, "path", path, errors);
                Values.portOrName(handler.path("port"), path.child("port"), errors);
                Values.oneOf(handler, "scheme", List.of("HTTP", "HTTPS"), path, errors);
                int index = 0;
                for (JsonNode header : handler.path("httpHeaders")) {
                    Values.required(header, "name", path.child("httpHeaders").index(index++), errors);
                }
            }
            case "tcpSocket" -> Values.portOrName(handler.path("port"), path.child("port"), errors);
            case "grpc" -> Values.port(handler.path("port"), path.child("port"), errors);
            default -> Values.notNegative(handler, "seconds", path, errors);
        }
    }
}
