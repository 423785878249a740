package org.nakhoda.api.core;

import java.time.Instant;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces: each carries its own name as a label, and stays until its controller has emptied it. */
final class NamespaceStrategy extends ObjectStrategy {
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    NamespaceStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::label);
    }

    @Override
    public void setDefaults(ObjectNode namespace) {
        if (namespace.get("status") instanceof ObjectNode status) {
            Tree.defaultText(status, "phase", "Active");
        }
        ObjectNode metadata = Tree.child(namespace, "metadata");
        String name = Tree.text(metadata, "name");
        if (!name.isEmpty()) {
            Tree.child(metadata, "labels").put(NAME_LABEL, name);
        }
    }

    @Override
    public void prepareForCreate(ObjectNode namespace, Instant now) {
        super.prepareForCreate(namespace, now);
        namespace.putObject("status").put("phase", "Active");
        ObjectNode spec = Tree.child(namespace, "spec");
        for (var finalizer : spec.path("finalizers")) {
            if (finalizer.asString("").equals("kubernetes")) {
                return;
            }
        }
        Tree.list(spec, "finalizers").add("kubernetes");
    }

    /** The specification holds only the finalizers, which the finalize subresource writes. */
    @Override
    public void prepareForUpdate(ObjectNode namespace, ObjectNode old) {
        super.prepareForUpdate(namespace, old);
        Tree.carry(old, namespace, "spec");
    }

    /** It may go once its controller has taken the last finalizer away. */
    @Override
    public boolean deletionPending(ObjectNode namespace) {
        return !Tree.isEmpty(namespace.path("spec").path("finalizers"));
    }

    @Override
    public void prepareForDelete(ObjectNode namespace) {
        Tree.child(namespace, "status").put("phase", "Terminating");
    }

    /** The phase tells whether the namespace is being deleted, and nothing else. */
    @Override
    public void validateStatusUpdate(ObjectNode namespace, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(namespace, old, errors);
        boolean going = old.path("metadata").has("deletionTimestamp");
        String phase = Tree.text(namespace, "status", "phase");
        if (!phase.equals(going ? "Terminating" : "Active")) {
            errors.invalid(
                    FieldPath.of("status").child("Phase"),
                    phase,
                    going
                            ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
                            : "may only be 'Active' if `deletionTimestamp` is empty");
        }
    }
}
