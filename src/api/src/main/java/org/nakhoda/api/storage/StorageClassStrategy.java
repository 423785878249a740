package org.nakhoda.api.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.NodeLabels;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about storage classes. */
final class StorageClassStrategy extends ObjectStrategy {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
    private static final String OLD_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";

    StorageClassStrategy() {
        super(Scope.CLUSTER, Shape.PLAIN, Names::subdomain);
    }

    /** The name, marked if claims without a class get this one. */
    static String shownName(ObjectNode storageClass) {
        String name = Tree.text(storageClass, "metadata", "name");
        JsonNode annotations = storageClass.path("metadata").path("annotations");
        boolean marked = Tree.text(annotations, DEFAULT).equals("true")
                || Tree.text(annotations, OLD_DEFAULT).equals("true");
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
        if (storageClass.path("parameters").has("")) {
            errors.invalid("parameters", "", "field can not be empty.");
        }
        topologies(storageClass, errors);
    }

    private static void topologies(ObjectNode storageClass, FieldErrors errors) {
        int index = 0;
        for (ObjectNode term : Tree.objects(storageClass, "allowedTopologies")) {
            FieldPath path = FieldPath.of("allowedTopologies").index(index++).child("matchLabelExpressions");
            Set<String> keys = new HashSet<>();
            int position = 0;
            for (ObjectNode expression : Tree.objects(term, "matchLabelExpressions")) {
                FieldPath at = path.index(position++);
                String fault = Names.qualified(Tree.text(expression, "key"));
                if (fault != null) {
                    errors.invalid(at.child("key"), expression.path("key"), fault);
                } else if (!keys.add(Tree.text(expression, "key"))) {
                    errors.duplicate(at.child("key"), expression.path("key"));
                }
                Values.required(expression, "values", at, errors);
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode storageClass, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(storageClass, old, errors);
        Values.immutable(storageClass, old, "volumeBindingMode", FieldPath.ROOT, errors);
        for (String field : List.of("provisioner", "parameters", "reclaimPolicy")) {
            if (!Values.same(storageClass.path(field), old.path(field))) {
                errors.forbidden(field, "updates to " + field + " are forbidden.");
            }
        }
    }

    @Override
    public List<String> warnings(ObjectNode storageClass) {
        List<String> warnings = new ArrayList<>(0);
        int index = 0;
        for (ObjectNode term : Tree.objects(storageClass, "allowedTopologies")) {
            FieldPath at = FieldPath.of("allowedTopologies").index(index++).child("matchLabelExpressions");
            warnings.addAll(NodeLabels.ofExpressions(term.path("matchLabelExpressions"), at));
        }
        return warnings;
    }
}
