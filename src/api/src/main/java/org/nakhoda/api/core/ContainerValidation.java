package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' rules for a container. */
final class ContainerValidation {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private final EnvValidation env;
    private final MountValidation mounts;
    private final FieldErrors errors;

    /**
     * @param volumes the pod's volumes by name
     */
    ContainerValidation(Map<String, JsonNode> volumes, FieldErrors errors) {
        this.env = new EnvValidation(errors);
        this.mounts = new MountValidation(volumes, errors);
        this.errors = errors;
    }

    void validate(ObjectNode container, FieldPath path, boolean probes) {
        image(container, path);
        Values.oneOf(container, "imagePullPolicy", PULL_POLICIES, path, errors);
        Values.oneOf(container, "terminationMessagePolicy", List.of("File", "FallbackToLogsOnError"), path, errors);
        ports(container.path("ports"), path.child("ports"));
        env.variables(container.path("env"), path.child("env"));
        env.envFrom(container.path("envFrom"), path.child("envFrom"));
        mounts.validate(container, path);
        ResourceValidation.requirements(container.path("resources"), path.child("resources"), errors);
        if (probes) {
            ProbeValidation.probe(container, "livenessProbe", path, errors);
            ProbeValidation.probe(container, "readinessProbe", path, errors);
            ProbeValidation.probe(container, "startupProbe", path, errors);
            ProbeValidation.lifecycle(container.path("lifecycle"), path.child("lifecycle"), errors);
        } else {
            for (String field : List.of("livenessProbe", "readinessProbe", "startupProbe", "lifecycle")) {
                if (container.has(field)) {
                    errors.forbidden(
                            path.child(field), "may not be set for init containers without restartPolicy=Always");
                }
            }
        }
        SecurityValidation.container(container.path("securityContext"), path.child("securityContext"), errors);
        resizing(container.path("resizePolicy"), path.child("resizePolicy"));
    }

    private void image(ObjectNode container, FieldPath path) {
        String image = Tree.text(container, "image");
        if (image.isEmpty()) {
            errors.required(path.child("image"), "");
        } else if (!image.strip().equals(image)) {
            errors.invalid(path.child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private void ports(JsonNode ports, FieldPath path) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode port : ports) {
            FieldPath at = path.index(index++);
            String name = Tree.text(port, "name");
            if (!name.isEmpty()) {
                String fault = Names.portName(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                } else if (!names.add(name)) {
                    errors.duplicate(at.child("name"), port.path("name"));
                }
            }
            if (Tree.number(port, "containerPort", 0) == 0) {
                errors.required(at.child("containerPort"), "");
            } else {
                Values.port(port.path("containerPort"), at.child("containerPort"), errors);
            }
            if (Tree.number(port, "hostPort", 0) != 0) {
                Values.port(port.path("hostPort"), at.child("hostPort"), errors);
            }
            Values.oneOf(port, "protocol", PROTOCOLS, at, errors);
        }
    }

    /** What happens to a container when one of its resources is resized. */
    private void resizing(JsonNode policies, FieldPath path) {
        Set<String> resources = new HashSet<>();
        int index = 0;
        for (JsonNode policy : policies) {
            FieldPath at = path.index(index++);
            if (Values.required(policy, "resourceName", at, errors)) {
                Values.oneOf(policy, "resourceName", List.of("cpu", "memory"), at, errors);
            }
            if (!resources.add(Tree.text(policy, "resourceName"))) {
                errors.duplicate(at, policy.path("resourceName"));
            }
            if (Values.required(policy, "restartPolicy", at, errors)) {
                Values.oneOf(policy, "restartPolicy", List.of("NotRequired", "RestartContainer"), at, errors);
            }
        }
    }
}
