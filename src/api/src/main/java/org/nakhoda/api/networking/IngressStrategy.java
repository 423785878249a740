package org.nakhoda.api.networking;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about ingresses. */
final class IngressStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

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
        if (fallback.isObject()) {
            backend(fallback, SPEC.child("defaultBackend"), errors);
        }
        int index = 0;
        for (ObjectNode rule : Tree.objects(rules)) {
            rule(rule, SPEC.child("rules").index(index++), errors);
        }
    }

    private static void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
        String host = Tree.text(rule, "host");
        String named = host.startsWith("*.") ? host.substring(2) : host;
        String fault = named.isEmpty() ? null : Names.subdomain(named);
        if (fault != null) {
            errors.invalid(path.child("host"), host, fault);
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
            if ((type.equals("Exact") || type.equals("Prefix"))
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
            Values.required(service, "name", path.child("service"), errors);
            boolean named = !Tree.text(service.path("port"), "name").isEmpty();
            boolean numbered = Tree.number(service.path("port"), "number", 0) != 0;
            if (named == numbered) {
                errors.required(path.child("service", "port"), "either port name or number is required");
            }
        }
    }
}
