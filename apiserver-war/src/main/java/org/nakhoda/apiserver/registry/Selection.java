package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
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
    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

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
        LabelSelector byLabels;
        FieldSelector byFields;
        try {
            byLabels = LabelSelector.parse(labels == null ? "" : labels.get(0));
        } catch (InvalidSelectorException e) {
            throw ApiException.badRequest("unable to parse requirement: " + e.getMessage());
        }
        try {
            byFields = FieldSelector.parse(fields == null ? "" : fields.get(0));
        } catch (InvalidSelectorException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        byFields.terms().forEach(term -> known(term.field(), type));
        return new Selection(
                byLabels,
                byFields,
                type.conversion() == null || type.conversion().isIndexed() ? null : type);
    }

    /** Only what is called {@code name} of what is selected; everything that is, if it is empty. */
    public Selection named(String name) {
        if (name.isEmpty() || fields.required(NAME).filter(name::equals).isPresent()) {
            return this;
        }
        List<FieldSelector.Term> terms = new ArrayList<>(fields.terms());
        terms.add(new FieldSelector.Term(NAME, true, name));
        return new Selection(labels, new FieldSelector(terms), type);
    }

    /** Every kind is selected by name and namespace; whether a kind has further fields decides Kubernetes' words. */
    private static void known(String field, ResourceType type) {
        boolean ownFields = !type.selectableFields().isEmpty();
        boolean byNamespace = field.equals(NAMESPACE) && (type.namespaced() || !ownFields);
        if (!field.equals(NAME) && !byNamespace && !type.selectableFields().containsKey(field)) {
            throw ApiException.badRequest(
                    ownFields
                            ? "field label not supported: " + field
                            : "\"" + field
                                    + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }
    }

    public boolean everything() {
        return labels.isEverything() && fields.isEverything();
    }

    public boolean matches(StoredObject object) {
        return labels.matches(object.labels())
                && fields.matches(field -> switch (field) {
                    case NAME -> object.key().name();
                    case NAMESPACE -> object.key().namespace();
                    default -> type == null ? object.fields().get(field) : read(field, object);
                });
    }

    private String read(String field, StoredObject object) {
        return type.selectableFields().get(field).apply(StoredShape.tree(type, object.json()));
    }
}
