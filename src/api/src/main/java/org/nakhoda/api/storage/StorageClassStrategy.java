package org.nakhoda.api.storage;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about storage classes. */
final class StorageClassStrategy extends ObjectStrategy {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    StorageClassStrategy() {
        super(Scope.CLUSTER, Shape.PLAIN, Names::subdomain);
    }

    /** The name, marked if claims without a class get this one. */
    static String shownName(ObjectNode storageClass) {
        String name = Tree.text(storageClass, "metadata", "name");
        boolean marked = Tree.text(storageClass.path("metadata").path("annotations"), DEFAULT)
                .equals("true");
        return marked ? name + " (default)" : name;
    }

    @Override
    public void setDefaults(ObjectNode storageClass) {
        Tree.defaultText(storageClass, "reclaimPolicy", "Delete");
        Tree.defaultText(storageClass, "volumeBindingMode", "Immediate");
    }

    @Override
    public void validate(ObjectNode storageClass, FieldErrors errors) {
        super.validate(storageClass, errors);
        Values.required(storageClass, "provisioner", FieldPath.ROOT, errors);
        Values.oneOf(storageClass, "reclaimPolicy", List.of("Delete", "Retain"), FieldPath.ROOT, errors);
        Values.oneOf(
                storageClass,
                "volumeBindingMode",
                List.of("Immediate", "WaitForFirstConsumer"),
                FieldPath.ROOT,
                errors);
    }

    @Override
    public void validateUpdate(ObjectNode storageClass, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(storageClass, old, errors);
        for (String field : List.of("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode")) {
            if (!storageClass.path(field).equals(old.path(field))) {
                errors.forbidden(field, "updates to " + field + " are forbidden.");
            }
        }
    }
}
