package org.nakhoda.api.core;

import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' documented defaults of a container, of whichever sort. */
final class ContainerDefaults {
    private ContainerDefaults() {}

    static void apply(ObjectNode container) {
        Tree.defaultText(container, "imagePullPolicy", pullPolicy(Tree.text(container, "image")));
        Tree.defaultText(container, "terminationMessagePath", "/dev/termination-log");
        Tree.defaultText(container, "terminationMessagePolicy", "File");
        ObjectNode resources = Tree.child(container, "resources");
        ResourceValidation.roundUp(resources.path("limits"));
        ResourceValidation.roundUp(resources.path("requests"));
        for (ObjectNode port : Tree.objects(container, "ports")) {
            Tree.defaultText(port, "protocol", "TCP");
        }
        for (ObjectNode variable : Tree.objects(container, "env")) {
            fieldReference(variable.path("valueFrom"));
        }
        probe(container, "livenessProbe");
        probe(container, "readinessProbe");
        probe(container, "startupProbe");
        JsonNode lifecycle = container.path("lifecycle");
        handler(lifecycle.path("postStart"));
        handler(lifecycle.path("preStop"));
        JsonNode security = container.path("securityContext");
        if (security instanceof ObjectNode context && !Tree.absent(context, "procMount")) {
            Tree.defaultText(context, "procMount", "Default");
        }
    }

    /** Requests that are not given are the limits; only pods have this default, templates do not. */
    static void requestsFromLimits(ObjectNode container) {
        if (container.path("resources") instanceof ObjectNode resources
                && resources.path("limits") instanceof ObjectNode limits
                && !limits.isEmpty()) {
            ObjectNode requests = Tree.child(resources, "requests");
            for (Map.Entry<String, JsonNode> limit : limits.properties()) {
                if (!requests.has(limit.getKey())) {
                    requests.set(limit.getKey(), limit.getValue());
                }
            }
        }
    }

    /** On the host's network a container's ports are the host's ports. */
    static void hostPorts(ObjectNode container) {
        for (ObjectNode port : Tree.objects(container, "ports")) {
            Tree.defaultNonZero(port, "hostPort", Tree.number(port, "containerPort", 0));
        }
    }

    /** {@code Always} for the tag "latest", which is also what an image without tag and digest means. */
    static String pullPolicy(String image) {
        if (image.indexOf('@') >= 0) {
            return "IfNotPresent";
        }
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/');
        String tag = tagged ? image.substring(colon + 1) : "latest";
        return tag.equals("latest") ? "Always" : "IfNotPresent";
    }

    static void fieldReference(JsonNode source) {
        if (source.path("fieldRef") instanceof ObjectNode reference) {
            Tree.defaultText(reference, "apiVersion", "v1");
        }
    }

    private static void probe(ObjectNode container, String field) {
        if (container.get(field) instanceof ObjectNode probe) {
            Tree.defaultNonZero(probe, "timeoutSeconds", 1);
            Tree.defaultNonZero(probe, "periodSeconds", 10);
            Tree.defaultNonZero(probe, "successThreshold", 1);
            Tree.defaultNonZero(probe, "failureThreshold", 3);
            handler(probe);
            if (probe.get("grpc") instanceof ObjectNode grpc && Tree.absent(grpc, "service")) {
                grpc.put("service", "");
            }
        }
    }

    private static void handler(JsonNode handler) {
        if (handler.path("httpGet") instanceof ObjectNode httpGet) {
            Tree.defaultText(httpGet, "path", "/");
            Tree.defaultText(httpGet, "scheme", "HTTP");
        }
    }
}
