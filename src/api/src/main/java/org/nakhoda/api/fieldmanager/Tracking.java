package org.nakhoda.api.fieldmanager;

import java.time.Instant;
import org.nakhoda.api.fieldmanager.ManagedFields.Entry;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/** What a create, an update or any patch but apply means for the managers of an object's fields. */
public final class Tracking {
    private Tracking() {}

    /** Everything in a new object is its creator's. */
    public static ManagedFields created(Schema schema, ObjectNode object, FieldManager creator, Instant now) {
        Comparison all = Comparison.between(schema, Json.object(), object);
        return ManagedFields.NONE.with(creator, ManagedFields.time(now), all.added());
    }

    /**
     * Who changes a field, manages it from then on, and nobody else does. What is gone is nobody's. A change of nothing
     * leaves everything, also the time, as it is.
     */
    public static ManagedFields updated(
            Schema schema,
            ObjectNode before,
            ObjectNode after,
            ManagedFields managed,
            FieldManager updater,
            Versions versions,
            Instant now) {
        Changes all = new Changes(versions, updater.apiVersion(), schema, before, after);
        Comparison changes = all.own();
        if (changes.isEmpty()) {
            return managed;
        }
        FieldSet written = changes.written();
        ManagedFields left = managed.without(all, updater);
        Entry own = left.find(updater).orElse(null);
        FieldSet fields = (own == null ? FieldSet.EMPTY : own.fields())
                .difference(changes.removed())
                .union(written);
        String time = written.isEmpty() && own != null ? own.time() : ManagedFields.time(now);
        return left.with(updater, time, fields).capped();
    }
}
