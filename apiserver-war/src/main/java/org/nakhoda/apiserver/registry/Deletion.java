package org.nakhoda.apiserver.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.apiserver.registry.DeleteOptions.Propagation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a deletion does to an object: decided from its state alone.
 *
 * <pre>
 *   alive --- nothing to wait for -----------------------------> gone
 *     |                                                            ^
 *     +-- grace period, finalizers --> deletionTimestamp set ------+
 *                                       (a later deletion may only shorten the grace period)
 * </pre>
 */
sealed interface Deletion {
    String ORPHAN = "orphan";
    String FOREGROUND = "foregroundDeletion";

    /** The object goes now; {@code lastState} is what watchers see. */
    record Remove(ObjectNode lastState) implements Deletion {}

    /** The object is under deletion from now on, or its deletion changes. */
    record Mark(ObjectNode object) implements Deletion {}

    /** The object is under deletion already, and this deletion adds nothing. */
    record Nothing() implements Deletion {}

    /** @param object the current state; edited */
    static Deletion of(Strategy strategy, ObjectNode object, DeleteOptions options, Instant now) {
        ObjectNode metadata = ObjectMetadata.of(object);
        boolean finalizersChange = propagate(metadata, options.propagation());
        if (metadata.hasNonNull("deletionTimestamp")) {
            return again(strategy, object, metadata, options, finalizersChange);
        }
        long grace = Math.max(0, strategy.gracePeriodSeconds(object, options.gracePeriodSeconds()));
        if (grace == 0 && finalizers(metadata).isEmpty() && !strategy.deletionPending(object)) {
            return new Remove(object);
        }
        metadata.put("deletionTimestamp", ObjectMetadata.seconds(now.plusSeconds(grace)));
        metadata.put("deletionGracePeriodSeconds", grace);
        if (metadata.has("generation")) {
            metadata.put("generation", metadata.path("generation").asLong(0) + 1);
        }
        strategy.prepareForDelete(object);
        return new Mark(object);
    }

    private static Deletion again(
            Strategy strategy,
            ObjectNode object,
            ObjectNode metadata,
            DeleteOptions options,
            boolean finalizersChange) {
        long before = metadata.path("deletionGracePeriodSeconds").asLong(0);
        long grace = options.gracePeriodSeconds() == null
                ? before
                : Math.min(before, Math.max(0, strategy.gracePeriodSeconds(object, options.gracePeriodSeconds())));
        if (grace < before) {
            Instant end = Instant.parse(metadata.path("deletionTimestamp").asString());
            metadata.put("deletionTimestamp", ObjectMetadata.seconds(end.minusSeconds(before - grace)));
            metadata.put("deletionGracePeriodSeconds", grace);
        }
        if (completed(strategy, object)) {
            return new Remove(object);
        }
        return grace < before || finalizersChange ? new Mark(object) : new Nothing();
    }

    /** Whether nothing is left to be waited for by an object under deletion. */
    static boolean completed(Strategy strategy, ObjectNode object) {
        ObjectNode metadata = ObjectMetadata.of(object);
        return metadata.hasNonNull("deletionTimestamp")
                && metadata.path("deletionGracePeriodSeconds").asLong(0) == 0
                && finalizers(metadata).isEmpty()
                && !strategy.deletionPending(object);
    }

    /** The garbage collector's two finalizers say what becomes of dependents. */
    private static boolean propagate(ObjectNode metadata, Propagation propagation) {
        if (propagation == null) {
            return false;
        }
        List<String> before = finalizers(metadata);
        List<String> after = new ArrayList<>(before);
        after.remove(ORPHAN);
        after.remove(FOREGROUND);
        switch (propagation) {
            case ORPHAN -> after.add(ORPHAN);
            case FOREGROUND -> after.add(FOREGROUND);
            case BACKGROUND -> {}
        }
        if (after.equals(before)) {
            return false;
        }
        if (after.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode array = metadata.putArray("finalizers");
            after.forEach(array::add);
        }
        return true;
    }

    private static List<String> finalizers(ObjectNode metadata) {
        List<String> finalizers = new ArrayList<>();
        for (JsonNode finalizer : metadata.path("finalizers")) {
            finalizers.add(finalizer.asString(""));
        }
        return finalizers;
    }
}
