package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
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
    private static final List<String> VALUE_SOURCES =
            List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

    private final Set<String> volumes;
    private final FieldErrors errors;

    /**
     * @param volumes names of the pod's volumes
     */
    ContainerValidation(Set<String> volumes, FieldErrors errors) {
        this.volumes = volumes;
        this.errors = errors;
    }

    void validate(ObjectNode container, FieldPath path, boolean probes) {
        image(container, path);
        Values.oneOf(container, "imagePullPolicy", PULL_POLICIES, path, errors);
        Values.oneOf(container, "terminationMessagePolicy", List.of("File", "FallbackToLogsOnError"), path, errors);
        ports(container.path("ports"), path.child("ports"));
        env(container.path("env"), path.child("env"));
        envFrom(container.path("envFrom"), path.child("envFrom"));
        mounts(container.path("volumeMounts"), path.child("volumeMounts"));
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
        JsonNode security = container.path("securityContext");
        Values.notNegative(security, "runAsUser", path.child("securityContext"), errors);
        Values.notNegative(security, "runAsGroup", path.child("securityContext"), errors);
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

    private void env(JsonNode variables, FieldPath path) {
        int index = 0;
        for (JsonNode variable : variables) {
            FieldPath at = path.index(index++);
            String name = Tree.text(variable, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else {
                String fault = Names.envVar(name);
                if (fault != null) {
                    errors.invalid(at.child("name"), name, fault);
                }
            }
            JsonNode source = variable.path("valueFrom");
            if (source.isObject()) {
                valueFrom(variable, source, at.child("valueFrom"));
            }
        }
    }

    private void valueFrom(JsonNode variable, JsonNode source, FieldPath path) {
        long given =
                VALUE_SOURCES.stream().filter(s -> source.path(s).isObject()).count();
        if (given == 0) {
            errors.invalid(path, "", "must specify one of: " + String.join(", ", VALUE_SOURCES));
        } else if (!Tree.text(variable, "value").isEmpty()) {
            errors.invalid(path, "", "may not be specified when `value` is not empty");
        } else if (given > 1) {
            errors.invalid(path, "", "may not have more than one field specified at a time");
        }
        for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
            if (source.path(reference).isObject()) {
                Values.required(source.path(reference), "name", path.child(reference), errors);
                Values.required(source.path(reference), "key", path.child(reference), errors);
            }
        }
        if (source.path("fieldRef").isObject()) {
            Values.required(source.path("fieldRef"), "fieldPath", path.child("fieldRef"), errors);
        }
        if (source.path("resourceFieldRef").isObject()) {
            Values.required(source.path("resourceFieldRef"), "resource", path.child("resourceFieldRef"), errors);
        }
    }

    private void envFrom(JsonNode sources, FieldPath path) {
        int index = 0;
        for (JsonNode source : sources) {
            FieldPath at = path.index(index++);
            boolean configMap = source.path("configMapRef").isObject();
            boolean secret = source.path("secretRef").isObject();
            if (configMap == secret) {
                errors.invalid(at, "", "must specify exactly one of: `configMapRef`, `secretRef`");
            } else {
                String reference = configMap ? "configMapRef" : "secretRef";
                Values.required(source.path(reference), "name", at.child(reference), errors);
            }
        }
    }

    private void mounts(JsonNode mounts, FieldPath path) {
        Set<String> paths = new HashSet<>();
        int index = 0;
        for (JsonNode mount : mounts) {
            FieldPath at = path.index(index++);
            String name = Tree.text(mount, "name");
            if (name.isEmpty()) {
                errors.required(at.child("name"), "");
            } else if (!volumes.contains(name)) {
                errors.notFound(at.child("name"), mount.path("name"));
            }
            if (Values.required(mount, "mountPath", at, errors) && !paths.add(Tree.text(mount, "mountPath"))) {
                errors.invalid(at.child("mountPath"), mount.path("mountPath"), "must be unique");
            }
            VolumeValidation.localPath(mount.path("subPath"), at.child("subPath"), errors);
            if (!Tree.text(mount, "subPath").isEmpty()
                    && !Tree.text(mount, "subPathExpr").isEmpty()) {
                errors.invalid(
                        at.child("subPathExpr"),
                        mount.path("subPathExpr"),
                        "subPathExpr and subPath are mutually exclusive");
            }
        }
    }
}
