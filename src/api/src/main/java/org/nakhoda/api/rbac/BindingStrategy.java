package org.nakhoda.api.rbac;

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

/** Role bindings of both scopes: whom they are about may change, which role they give may not. */
final class BindingStrategy extends ObjectStrategy {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final FieldPath ROLE_REF = FieldPath.of("roleRef");

    private final List<String> roleKinds;

    BindingStrategy(Scope scope, List<String> roleKinds) {
        super(scope, Shape.PLAIN, Names::pathSegment);
        this.roleKinds = roleKinds;
    }

    @Override
    public void setDefaults(ObjectNode binding) {
        if (binding.get("roleRef") instanceof ObjectNode role) {
            Tree.defaultText(role, "apiGroup", RBAC);
        }
        for (ObjectNode subject : Tree.objects(binding, "subjects")) {
            String kind = Tree.text(subject, "kind");
            if (kind.equals("User") || kind.equals("Group")) {
                Tree.defaultText(subject, "apiGroup", RBAC);
            }
        }
    }

    @Override
    public void validate(ObjectNode binding, FieldErrors errors) {
        super.validate(binding, errors);
        JsonNode role = binding.path("roleRef");
        if (!Tree.text(role, "apiGroup").equals(RBAC)) {
            errors.notSupported(ROLE_REF.child("apiGroup"), role.path("apiGroup"), List.of(RBAC));
        }
        if (!roleKinds.contains(Tree.text(role, "kind"))) {
            errors.notSupported(ROLE_REF.child("kind"), role.path("kind"), roleKinds);
        }
        if (Values.required(role, "name", ROLE_REF, errors)) {
            String fault = Names.pathSegment(Tree.text(role, "name"));
            if (fault != null) {
                errors.invalid(ROLE_REF.child("name"), role.path("name"), fault);
            }
        }
        int index = 0;
        for (ObjectNode subject : Tree.objects(binding, "subjects")) {
            FieldPath at = FieldPath.of("subjects").index(index++);
            Values.required(subject, "name", at, errors);
            switch (Tree.text(subject, "kind")) {
                case "ServiceAccount" -> account(subject, at, errors);
                case "User", "Group" -> {
                    if (!Tree.text(subject, "apiGroup").equals(RBAC)) {
                        errors.notSupported(at.child("apiGroup"), subject.path("apiGroup"), List.of(RBAC));
                    }
                }
                default ->
                    errors.notSupported(
                            at.child("kind"), subject.path("kind"), List.of("ServiceAccount", "User", "Group"));
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode binding, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(binding, old, errors);
        if (!binding.path("roleRef").equals(old.path("roleRef"))) {
            errors.invalid(ROLE_REF, binding.path("roleRef"), "cannot change roleRef");
        }
    }

    private static void account(ObjectNode subject, FieldPath path, FieldErrors errors) {
        String name = Tree.text(subject, "name");
        String fault = name.isEmpty() ? null : Names.subdomain(name);
        if (fault != null) {
            errors.invalid(path.child("name"), name, fault);
        }
        if (!Tree.text(subject, "apiGroup").isEmpty()) {
            errors.notSupported(path.child("apiGroup"), subject.path("apiGroup"), List.of(""));
        }
        Values.required(subject, "namespace", path, errors);
    }
}
