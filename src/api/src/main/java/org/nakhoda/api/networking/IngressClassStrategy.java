package org.nakhoda.api.networking;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about classes of ingresses. */
final class IngressClassStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MOST_CHARACTERS = 250;

    IngressClassStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, Names::subdomain);
    }

    @Override
    public void setDefaults(ObjectNode ingressClass) {
        if (ingressClass.path("spec").get("parameters") instanceof ObjectNode parameters) {
            Tree.defaultText(parameters, "scope", "Cluster");
        }
    }

    @Override
    public void validate(ObjectNode ingressClass, FieldErrors errors) {
        super.validate(ingressClass, errors);
        JsonNode spec = ingressClass.path("spec");
        String controller = Tree.text(spec, "controller");
        FieldPath path = SPEC.child("controller");
        if (controller.isEmpty()) {
            errors.required(path, "");
        } else if (controller.length() > MOST_CHARACTERS) {
            errors.tooLong(path, MOST_CHARACTERS);
        } else if (controller.indexOf('/') < 0) {
            errors.invalid(path, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        } else if (Names.subdomain(controller.substring(0, controller.indexOf('/'))) != null) {
            errors.invalid(path, controller, Names.subdomain(controller.substring(0, controller.indexOf('/'))));
        }
        if (spec.path("parameters").isObject()) {
            parameters(spec.path("parameters"), SPEC.child("parameters"), errors);
        }
    }

    private static void parameters(JsonNode parameters, FieldPath path, FieldErrors errors) {
        for (String field : List.of("kind", "name")) {
            if (Values.required(parameters, field, path, errors)) {
                String fault = Names.pathSegment(Tree.text(parameters, field));
                if (fault != null) {
                    errors.invalid(path.child(field), parameters.path(field), fault);
                }
            }
        }
        String group = Tree.text(parameters, "apiGroup");
        if (!group.isEmpty() && Names.subdomain(group) != null) {
            errors.invalid(path.child("apiGroup"), group, Names.subdomain(group));
        }
        Values.oneOf(parameters, "scope", List.of("Cluster", "Namespace"), path, errors);
        String namespace = Tree.text(parameters, "namespace");
        if (Tree.text(parameters, "scope").equals("Namespace")) {
            if (namespace.isEmpty()) {
                errors.required(path.child("namespace"), "`parameters.scope` is set to 'Namespace'");
            } else if (Names.label(namespace) != null) {
                errors.invalid(path.child("namespace"), namespace, Names.label(namespace));
            }
        } else if (parameters.has("namespace")) {
            errors.forbidden(path.child("namespace"), "`parameters.scope` is set to 'Cluster'");
        }
    }

    @Override
    public void validateUpdate(ObjectNode ingressClass, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(ingressClass, old, errors);
        Values.immutable(ingressClass.path("spec"), old.path("spec"), "controller", SPEC, errors);
    }
}
