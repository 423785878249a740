package org.nakhoda.api.events;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.node.ObjectNode;

/** What is special about events in the newer shape: who reports what must be said, and only a series of them changes. */
final class EventStrategy extends ObjectStrategy {
    private static final int SHORT = 128;
    private static final int LONG = 1024;
    private static final List<String> MUTABLE = List.of("series", "metadata", "kind", "apiVersion");

    EventStrategy() {
        super(Shape.PLAIN);
    }

    /** The older shape always shows a source, so that a new event has one in both. */
    @Override
    public void prepareForCreate(ObjectNode event, Instant now) {
        super.prepareForCreate(event, now);
        Tree.child(event, "deprecatedSource");
    }

    @Override
    public void validate(ObjectNode event, FieldErrors errors) {
        super.validate(event, errors);
        String namespace = Tree.text(event, "metadata", "namespace");
        String regarding = Tree.text(event, "regarding", "namespace");
        if (!regarding.isEmpty() && !regarding.equals(namespace)) {
            errors.invalid("regarding.namespace", regarding, "does not match event.namespace");
        }
        if (!event.has("eventTime")) {
            // an event of the older shape, read and written back
            return;
        }
        String controller = Tree.text(event, "reportingController");
        if (controller.isEmpty()) {
            errors.required("reportingController", "");
        } else if (Names.qualified(controller) != null) {
            errors.invalid("reportingController", controller, Names.qualified(controller));
        }
        limited(event, "reportingInstance", true, SHORT, errors);
        limited(event, "action", true, SHORT, errors);
        limited(event, "reason", true, SHORT, errors);
        limited(event, "note", false, LONG, errors);
        String type = Tree.text(event, "type");
        if (!type.equals("Normal") && !type.equals("Warning")) {
            errors.invalid("type", type, "has invalid value: " + type);
        }
        if (event.path("series").isObject() && Tree.number(event.path("series"), "count", 0) < 2) {
            errors.invalid("series.count", event.path("series").path("count"), "should be at least 2");
        }
    }

    private static void limited(ObjectNode event, String field, boolean required, int most, FieldErrors errors) {
        String text = Tree.text(event, field);
        if (text.isEmpty() && required) {
            errors.required(field, "");
        } else if (text.length() > most) {
            errors.invalid(field, text, "can have at most " + most + " characters");
        }
    }

    @Override
    public void validateUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(event, old, errors);
        Set<String> fields = new HashSet<>(event.propertyNames());
        fields.addAll(old.propertyNames());
        fields.stream()
                .filter(field -> !MUTABLE.contains(field))
                .sorted()
                .forEach(field -> Values.immutable(event, old, field, FieldPath.ROOT, errors));
    }
}
