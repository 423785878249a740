package org.nakhoda.api.catalogue;

import java.time.Instant;
import java.util.Map;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What nearly every stored kind has in common: metadata's rules, a status that only the status subresource writes, and
 * a generation that counts changes of the specification. A kind's strategy extends it and adds its own.
 */
public class ObjectStrategy implements Strategy {
    /** What an object of the kind is made of. */
    public enum Shape {
        /** Data only: no generation, no status of its own (ConfigMap). */
        PLAIN,
        /** A generation, but no status subresource (NetworkPolicy). */
        SPEC,
        /** A status subresource, but no generation (Namespace). */
        STATUS,
        /** Both (Deployment). */
        SPEC_AND_STATUS
    }

    private final Scope scope;
    private final Names.Rule nameRule;
    private final boolean status;
    private final boolean generation;

    public ObjectStrategy(Scope scope, Shape shape, Names.Rule nameRule) {
        this.scope = scope;
        this.nameRule = nameRule;
        this.status = shape == Shape.STATUS || shape == Shape.SPEC_AND_STATUS;
        this.generation = shape == Shape.SPEC || shape == Shape.SPEC_AND_STATUS;
    }

    /** A namespaced kind whose names are DNS subdomains. */
    public ObjectStrategy(Shape shape) {
        this(Scope.NAMESPACED, shape, Names::subdomain);
    }

    @Override
    public void prepareForCreate(ObjectNode object, Instant now) {
        if (status) {
            JsonNode first = firstStatus();
            if (first == null) {
                object.remove("status");
            } else {
                object.set("status", first);
            }
        }
        if (generation) {
            Tree.child(object, "metadata").put("generation", 1);
        }
    }

    /** The status of a new object: what Kubernetes shows of one in which nothing is set. Null if it shows none at all. */
    protected ObjectNode firstStatus() {
        return Json.object();
    }

    /** Whether an update has counted the generation up. */
    protected static boolean generationDiffers(ObjectNode object, ObjectNode old) {
        return Tree.number(object.path("metadata"), "generation", 0)
                != Tree.number(old.path("metadata"), "generation", 0);
    }

    @Override
    public void prepareForUpdate(ObjectNode object, ObjectNode old) {
        if (status) {
            Tree.carry(old, object, "status");
        }
        if (generation) {
            long before = Tree.number(old.path("metadata"), "generation", 0);
            boolean beginsDeletion = object.path("metadata").has("deletionTimestamp")
                    && !old.path("metadata").has("deletionTimestamp");
            Tree.child(object, "metadata")
                    .put("generation", specChanged(object, old) || beginsDeletion ? before + 1 : before);
        }
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
        JsonNode newStatus = object.get("status");
        JsonNode metadata = statusMetadata(Tree.child(object, "metadata"), Tree.child(old, "metadata"));
        object.removeAll();
        for (Map.Entry<String, JsonNode> field : old.properties()) {
            object.set(field.getKey(), field.getValue());
        }
        object.set("metadata", metadata);
        if (newStatus == null) {
            object.remove("status");
        } else {
            object.set("status", newStatus);
        }
    }

    /** The metadata after a status update: the old one, but for what the generic path compares or keeps itself. */
    protected ObjectNode statusMetadata(ObjectNode metadata, ObjectNode old) {
        ObjectNode kept = old.deepCopy();
        Tree.carry(metadata, kept, "resourceVersion");
        Tree.carry(metadata, kept, "managedFields");
        return kept;
    }

    /** Whether an update changes what the generation counts: anything but metadata and status. */
    protected boolean specChanged(ObjectNode object, ObjectNode old) {
        return countedFieldsDiffer(object, old) || countedFieldsDiffer(old, object);
    }

    private static boolean countedFieldsDiffer(ObjectNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            String name = field.getKey();
            boolean counted = !name.equals("metadata")
                    && !name.equals("status")
                    && !name.equals("kind")
                    && !name.equals("apiVersion");
            if (counted && !field.getValue().equals(to.get(name))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        MetadataValidation.validate(object, scope == Scope.NAMESPACED, nameRule, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        MetadataValidation.validateUpdate(object, old, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        MetadataValidation.validateUpdate(object, old, errors);
    }
}
