package org.nakhoda.api.networking;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about ingresses. */
final class IngressStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    IngressStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void validate(ObjectNode ingress, FieldErrors errors) {
        super.validate(ingress, errors);
        JsonNode spec = ingress.path("spec");
        JsonNode rules = spec.path("rules");
        JsonNode fallback = spec.path("defaultBackend");
        if (rules.isEmpty() && !fallback.isObject()) {
            errors.invalid(
                    SPEC, spec.isMissingNode() ? null : spec, "either `defaultBackend` or `rules` must be specified");
        }
        String className = Tree.text(spec, "ingressClassName");
        if (spec.has("ingressClassName") && Names.subdomain(className) != null) {
            errors.invalid(SPEC.child("ingressClassName"), className, Names.subdomain(className));
        }
        int tls = 0;
        for (ObjectNode secured : Tree.objects(spec, "tls")) {
            FieldPath path = SPEC.child("tls").index(tls++).child("hosts");
            int position = 0;
            for (JsonNode host : secured.path("hosts")) {
                host(host.asString(""), path.index(position++), errors);
            }
        }
        if (fallback.isObject()) {
            backend(fallback, SPEC.child("defaultBackend"), errors);
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(rules)) {
            rule(rule, SPEC.child("rules").index(index++), errors);
        }
    }

    @Override
    public void validateCreate(ObjectNode ingress, FieldErrors errors) {
        classNamedOnce(ingress, errors);
    }

    /** Two ways of naming the class must not name two. */
    private static void classNamedOnce(ObjectNode ingress, FieldErrors errors) {
        String annotation = Tree.text(ingress.path("metadata").path("annotations"), CLASS_ANNOTATION);
        String className = Tree.text(ingress, "spec", "ingressClassName");
        if (!annotation.isEmpty() && !className.isEmpty() && !annotation.equals(className)) {
            errors.invalid(
                    "annotations." + CLASS_ANNOTATION,
                    annotation,
                    "must match `ingressClassName` when both are specified");
        }
    }

    private static void host(String host, FieldPath path, FieldErrors errors) {
        String fault = Names.subdomain(host.startsWith("*.") ? host.substring(2) : host);
        if (fault != null) {
            errors.invalid(path, host, fault);
        }
    }

    /** Only paths that are compared as they stand must be in one form. */
    private static void path(String path, FieldPath at, FieldErrors errors) {
        if (!path.startsWith("/")) {
            errors.invalid(at, path, "must be an absolute path");
        }
        for (String bad : List.of("//", "/./", "/../", "%2f", "%2F")) {
            if (path.contains(bad)) {
                errors.invalid(at, path, "must not contain '" + bad + "'");
            }
        }
        for (String bad : List.of("/..", "/.")) {
            if (path.endsWith(bad)) {
                errors.invalid(at, path, "cannot end with '" + bad + "'");
            }
        }
    }

    private static void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
        String host = Tree.text(rule, "host");
        if (Addresses.isIp(host)) {
            errors.invalid(path.child("host"), host, "must be a DNS name, not an IP address");
        } else if (!host.isEmpty()) {
            host(host, path.child("host"), errors);
        }
        if (!rule.path("http").isObject()) {
            return;
        }
        if (rule.path("http").path("paths").isEmpty()) {
            errors.required(path.child("http", "paths"), "");
        }
        int index = 0;
        for (ObjectNode one : Tree.objects(rule.path("http"), "paths")) {
            FieldPath at = path.child("http", "paths").index(index++);
            if (Values.required(one, "pathType", at, errors)) {
                Values.oneOf(one, "pathType", List.of("Exact", "ImplementationSpecific", "Prefix"), at, errors);
            }
            String type = Tree.text(one, "pathType");
            if (type.equals("Exact") || type.equals("Prefix")) {
                path(Tree.text(one, "path"), at.child("path"), errors);
            } else if (!Tree.text(one, "path").isEmpty()
                    && !Tree.text(one, "path").startsWith("/")) {
                errors.invalid(at.child("path"), Tree.text(one, "path"), "must be an absolute path");
            }
            backend(one.path("backend"), at.child("backend"), errors);
        }
    }

    private static void backend(JsonNode backend, FieldPath path, FieldErrors errors) {
        JsonNode service = backend.path("service");
        boolean resource = backend.path("resource").isObject();
        if (service.isObject() == resource) {
            errors.invalid(path, "", "must name either a service or a resource");
        } else if (service.isObject()) {
            if (Values.required(service, "name", path.child("service"), errors)
                    && Names.dns1035Label(Tree.text(service, "name")) != null) {
                errors.invalid(
                        path.child("service", "name"),
                        service.path("name"),
                        Names.dns1035Label(Tree.text(service, "name")));
            }
            boolean named = !Tree.text(service.path("port"), "name").isEmpty();
            boolean numbered = Tree.number(service.path("port"), "number", 0) != 0;
            if (numbered) {
                Values.port(
                        service.path("port").path("number"),
                        path.child("service", "port").child("number"),
                        errors);
            }
            if (named && Names.portName(Tree.text(service.path("port"), "name")) != null) {
                errors.invalid(
                        path.child("service", "port").child("name"),
                        service.path("port").path("name"),
                        Names.portName(Tree.text(service.path("port"), "name")));
            }
            if (named == numbered) {
                errors.required(path.child("service", "port"), "either port name or number is required");
            }
        }
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().set("loadBalancer", Json.object());
    }

    @Override
    public List<String> warnings(ObjectNode ingress) {
        return ingress.path("metadata").path("annotations").has(CLASS_ANNOTATION)
                ? List.of("annotation \"" + CLASS_ANNOTATION
                        + "\" is deprecated, please use 'spec.ingressClassName' instead")
                : List.of();
    }

    @Override
    public List<String> updateWarnings(ObjectNode ingress, ObjectNode old) {
        return List.of();
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(object, old, errors);
        LoadBalancerStatus.validate(object, errors);
    }
}
