package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.selector.FieldSelector;
import org.nakhoda.api.selector.InvalidSelectorException;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.db.store.StoredObject;

/**
 * Which objects of a collection a request is about: its label and field selectors.
 *
 * @param type the kind in whose shape the fields are read; null if the store has them indexed
 */
public record Selection(LabelSelector labels, FieldSelector fields, ResourceType type) {
    public static final Selection ALL = new Selection(LabelSelector.everything(), FieldSelector.everything(), null);

    /**
     * @throws ApiException BAD_REQUEST if a selector cannot be read or names a field that the kind cannot select by
     */
    public static Selection of(ApiRequest request, ResourceType type) {
        List<String> labels = request.query().get("labelSelector");
        List<String> fields = request.query().get("fieldSelector");
        if (labels == null && fields == null) {
            return ALL;
        }
        try {
            Selection selection = new Selection(
                    LabelSelector.parse(labels == null ? "" : labels.get(0)),
                    FieldSelector.parse(fields == null ? "" : fields.get(0)),
                    type.conversion() == null || type.conversion().isIndexed() ? null : type);
            selection.fields.terms().forEach(term -> known(term.field(), type));
            return selection;
        } catch (InvalidSelectorException e) {
            throw ApiException.badRequest("unable to parse requirement: " + e.getMessage());
        }
    }

    private static void known(String field, ResourceType type) {
        boolean metadata = field.equals("metadata.name") || field.equals("metadata.namespace") && type.namespaced();
        if (!metadata && !type.selectableFields().containsKey(field)) {
            throw ApiException.badRequest("field label not supported for " + type.kind() + ": " + field);
        }
    }

    public boolean everything() {
        return labels.isEverything() && fields.isEverything();
    }

    public boolean matches(StoredObject object) {
        return labels.matches(object.labels())
                && fields.matches(field -> switch (field) {
                    case "metadata.name" -> object.key().name();
                    case "metadata.namespace" -> object.key().namespace();
                    default -> type == null ? object.fields().get(field) : read(field, object);
                });
    }

    private String read(String field, StoredObject object) {
        return type.selectableFields().get(field).apply(StoredShape.tree(type, object.json()));
    }
}
