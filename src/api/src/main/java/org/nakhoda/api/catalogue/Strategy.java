package org.nakhoda.api.catalogue;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.validation.FieldErrors;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is special about a kind. Every method edits or reads a JSON tree, does no I/O and is safe to run again. The
 * generic write path calls them in the order: setDefaults, prepareForCreate/Update/StatusUpdate, mutating admission,
 * setDefaults once more, validate/validateCreate/validateUpdate/validateStatusUpdate, validating admission.
 */
public interface Strategy {
    /** Fills in Kubernetes' documented defaults; runs on every write and leaves what is set alone. */
    default void setDefaults(ObjectNode object) {}

    /**
     * Brings a new object to its first state: drops what clients may not set (its status, if there is a status
     * subresource), sets {@code metadata.generation} where the kind has one.
     */
    default void prepareForCreate(ObjectNode object, Instant now) {}

    /** Carries over what an update of the main resource cannot change, and counts the generation up if the spec changed. */
    default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

    /** Carries over everything but the status. */
    default void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {}

    default void validate(ObjectNode object, FieldErrors errors) {}

    /** What {@link #validate} checks is checked as well; here stands what is judged differently once there is an old state. */
    default void validateCreate(ObjectNode object, FieldErrors errors) {}

    /** What {@link #validate} checks is checked as well; here stand immutable fields and allowed transitions. */
    default void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

    default void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

    /** Sent to the client that makes the object as {@code Warning} headers: deprecated or dangerous fields. */
    default List<String> warnings(ObjectNode object) {
        return List.of();
    }

    /** Sent to the client that updates the object, but not its status: the same, unless the kind says otherwise. */
    default List<String> updateWarnings(ObjectNode object, ObjectNode old) {
        return warnings(object);
    }

    /**
     * The grace period of a deletion in seconds, for kinds whose owner finishes the deletion (pods); 0 deletes at once.
     *
     * @param requested the client's gracePeriodSeconds, or null
     */
    default long gracePeriodSeconds(ObjectNode object, Long requested) {
        return 0;
    }

    /**
     * Whether something of the kind itself, beyond {@code metadata.finalizers}, must be done before an object under
     * deletion may go (a namespace's {@code spec.finalizers}).
     */
    default boolean deletionPending(ObjectNode object) {
        return false;
    }

    /** Edits an object whose deletion begins but cannot complete at once: shows that it is going (a namespace's phase). */
    default void prepareForDelete(ObjectNode object) {}
}
