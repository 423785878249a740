package org.nakhoda.it.masters.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What one client did or saw. Times are nanoseconds of one monotonic clock that all clients share; of one client's
 * observations, the order in the history is the order in which they were made.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Write.class, name = "write"),
    @JsonSubTypes.Type(value = Observation.Read.class, name = "read"),
    @JsonSubTypes.Type(value = Observation.Listed.class, name = "listed"),
    @JsonSubTypes.Type(value = Observation.Event.class, name = "event"),
    @JsonSubTypes.Type(value = Observation.Bookmark.class, name = "bookmark"),
    @JsonSubTypes.Type(value = Observation.Misled.class, name = "misled"),
    @JsonSubTypes.Type(value = Observation.End.class, name = "end")
})
public sealed interface Observation {
    /**
     * A conditional write.
     *
     * @param expected the revision that the object has to have; 0 for a create
     * @param value what it has afterwards; empty for a delete
     * @param revision what the answer said; 0 if it said none
     * @param answer how the attempt ended, in words
     */
    record Write(
            String client,
            String master,
            Kind kind,
            String key,
            long expected,
            String value,
            long start,
            long end,
            Outcome outcome,
            long revision,
            String answer)
            implements Observation {
        @Override
        public String toString() {
            return kind + " of " + key + " on " + expected + " to '" + value + "' by " + client + " at " + master + ": "
                    + outcome + " " + answer + (revision == 0 ? "" : ", revision " + revision);
        }
    }

    /** A successful GET without resourceVersion, or one that found nothing. */
    record Read(String client, String master, long start, long end, State state) implements Observation {
        @Override
        public String toString() {
            return "read of " + state + " by " + client + " at " + master;
        }
    }

    /**
     * A list without resourceVersion, from whose revision a watcher goes on: its beginning, or the bridge over what it could
     * not be told.
     */
    record Listed(String watcher, String master, long start, long end, long revision, List<State> states)
            implements Observation {
        public Listed {
            states = List.copyOf(states);
        }

        @Override
        public String toString() {
            return "list at revision " + revision + " for " + watcher + " at " + master;
        }
    }

    /** What a watcher was told. A deleted object's state is absent. */
    record Event(String watcher, String master, Type type, State state, long at) implements Observation {
        @Override
        public String toString() {
            return type + " " + state + " to " + watcher + " at " + master;
        }
    }

    /** A watcher is told that it knows all up to a revision. */
    record Bookmark(String watcher, String master, long revision, long at) implements Observation {
        @Override
        public String toString() {
            return "bookmark " + revision + " to " + watcher + " at " + master;
        }
    }

    /**
     * A 404 that is not the API's: whatever listens there knows nothing of the cluster. Clients of Kubernetes go by the code,
     * take the object for deleted and act on it.
     */
    record Misled(String client, String master, String key, long at) implements Observation {}

    /**
     * What a master says when all is over and nobody writes any more.
     *
     * @param states all objects
     * @param events all that a watch from before the first write tells
     */
    record End(String master, long revision, List<State> states, List<Event> events) implements Observation {
        public End {
            states = List.copyOf(states);
            events = List.copyOf(events);
        }
    }

    /** What a write asks for. */
    enum Kind {
        CREATE,
        UPDATE,
        DELETE
    }

    /** What the client of a write knows. */
    enum Outcome {
        OK,
        /** Certainly not done. */
        FAILED,
        /** Done, or not, or done later. */
        UNKNOWN
    }

    /** A watch event's. */
    enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }
}
