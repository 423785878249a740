package org.nakhoda.api.autoscaling;

import java.time.Instant;
import java.util.function.Consumer;
import org.nakhoda.api.catalogue.Conversion;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/**
 * A version that is another shape of stored objects: every rule is the stored version's, asked about the converted
 * object. Faults therefore name fields of the stored version, as in Kubernetes.
 */
final class ConvertedStrategy implements Strategy {
    private final Conversion conversion;
    private final Strategy stored;

    ConvertedStrategy(Conversion conversion, Strategy stored) {
        this.conversion = conversion;
        this.stored = stored;
    }

    private void edit(ObjectNode object, Consumer<ObjectNode> change) {
        ObjectNode converted = conversion.toStorage(object);
        change.accept(converted);
        ObjectNode edited = conversion.fromStorage(converted);
        object.removeAll();
        object.setAll(edited);
    }

    @Override
    public void setDefaults(ObjectNode object) {
        edit(object, stored::setDefaults);
    }

    @Override
    public void prepareForCreate(ObjectNode object, Instant now) {
        edit(object, converted -> stored.prepareForCreate(converted, now));
    }

    @Override
    public void prepareForUpdate(ObjectNode object, ObjectNode old) {
        edit(object, converted -> stored.prepareForUpdate(converted, conversion.toStorage(old)));
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
        edit(object, converted -> stored.prepareForStatusUpdate(converted, conversion.toStorage(old)));
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        stored.validate(conversion.toStorage(object), errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        stored.validateUpdate(conversion.toStorage(object), conversion.toStorage(old), errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        stored.validateStatusUpdate(conversion.toStorage(object), conversion.toStorage(old), errors);
    }
}
