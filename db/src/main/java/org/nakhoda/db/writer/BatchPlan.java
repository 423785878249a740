package org.nakhoda.db.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.store.Document;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;

/**
 * What a batch of writes comes to: each one's outcome, and the events that have to be committed first. Every write sees
 * the ones before it in the batch.
 *
 * @param outcomes one for each write, in order
 * @param events those of the writes whose preconditions hold, in revision order
 */
record BatchPlan(List<Outcome> outcomes, List<StoreEvent> events) {
    /** @param first the first revision to give */
    static BatchPlan of(List<Pending> batch, ClusterState state, Revision first) {
        Planner planner = new Planner(state, first);
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            outcomes.add(planner.plan(pending.write()));
        }
        return new BatchPlan(outcomes, planner.events);
    }

    private static final class Planner {
        private final ClusterState state;
        private final List<StoreEvent> events = new ArrayList<>();

        /** What this batch changed; a null value is a deletion. */
        private final Map<ResourceKey, StoredObject> changed = new HashMap<>();

        private Revision next;

        Planner(ClusterState state, Revision first) {
            this.state = state;
            this.next = first;
        }

        Outcome plan(Write write) {
            ResourceKey key = write.key();
            StoredObject current = changed.containsKey(key) ? changed.get(key) : state.get(key);
            if (write instanceof Write.Create create) {
                return current != null
                        ? new Outcome.AlreadyExists(current)
                        : apply(StoreEvent.Type.ADDED, key, create.document(), null);
            }
            if (current == null) {
                return new Outcome.NotFound();
            }
            if (write instanceof Write.Update update) {
                return update.expected().equals(current.revision())
                        ? apply(StoreEvent.Type.MODIFIED, key, update.document(), current)
                        : new Outcome.Conflict(current);
            }
            Write.Delete delete = (Write.Delete) write;
            return delete.expected().equals(current.revision())
                    ? apply(StoreEvent.Type.DELETED, key, delete.lastState(), current)
                    : new Outcome.Conflict(current);
        }

        private Outcome apply(StoreEvent.Type type, ResourceKey key, Document document, StoredObject previous) {
            StoredObject object = new StoredObject(
                    key, document.uid(), next, document.at(next), document.labels(), document.fields());
            events.add(new StoreEvent(type, object, previous, true));
            changed.put(key, type == StoreEvent.Type.DELETED ? null : object);
            next = next.next();
            return new Outcome.Committed(object);
        }
    }
}
