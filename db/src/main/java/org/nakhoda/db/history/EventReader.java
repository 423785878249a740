package org.nakhoda.db.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.Event;
import org.nakhoda.db.store.ObjectIndexer;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.watch.EventHistory;

/** Events as PostgreSQL keeps them, each with its predecessor where that is retained. */
public final class EventReader implements EventHistory {
    private static final String WITH_PREDECESSOR =
            "select e, p from Event e left join Event p on p.revision = e.previousRevision ";

    private final Database database;
    private final ObjectIndexer indexer;

    public EventReader(Database database, ObjectIndexer indexer) {
        this.database = database;
        this.indexer = indexer;
    }

    @Override
    public Page read(GroupResource resource, String namespace, Revision after, Revision upTo, int max) {
        try (StatelessSession session = database.open()) {
            String inNamespace = namespace.isEmpty() ? "" : "and e.namespace = :namespace ";
            SelectionQuery<Object[]> query = session.createSelectionQuery(
                            WITH_PREDECESSOR + "where e.revision > :after and e.revision <= :upTo"
                                    + " and e.apiGroup = :apiGroup and e.resource = :resource " + inNamespace
                                    + "order by e.revision",
                            Object[].class)
                    .setParameter("after", after.value())
                    .setParameter("upTo", upTo.value())
                    .setParameter("apiGroup", resource.group())
                    .setParameter("resource", resource.resource())
                    .setMaxResults(max);
            if (!namespace.isEmpty()) {
                query.setParameter("namespace", namespace);
            }
            List<StoreEvent> events = events(query);
            Revision scannedTo =
                    events.size() < max ? upTo : events.get(events.size() - 1).revision();
            return new Page(events, scannedTo);
        }
    }

    /** The revision of the newest event; empty if there is none. */
    public Optional<Revision> newest(StatelessSession session) {
        return Optional.ofNullable(session.createSelectionQuery("select max(e.revision) from Event e", Long.class)
                        .getSingleResult())
                .map(Revision::new);
    }

    /** Every resource's events after a revision: what a writer that lost its connection may have missed. */
    public List<StoreEvent> after(StatelessSession session, Revision revision) {
        return events(session.createSelectionQuery(
                        WITH_PREDECESSOR + "where e.revision > :after order by e.revision", Object[].class)
                .setParameter("after", revision.value()));
    }

    private List<StoreEvent> events(SelectionQuery<Object[]> query) {
        List<StoreEvent> events = new ArrayList<>();
        for (Object[] row : query.getResultList()) {
            events.add(event((Event) row[0], (Event) row[1]));
        }
        return events;
    }

    private StoreEvent event(Event event, Event predecessor) {
        StoreEvent.Type type = EventKind.type(event.kind());
        boolean known = type == StoreEvent.Type.ADDED || predecessor != null;
        return new StoreEvent(type, object(event), predecessor == null ? null : object(predecessor), known);
    }

    private StoredObject object(Event event) {
        ResourceKey key =
                new ResourceKey(new GroupResource(event.apiGroup(), event.resource()), event.namespace(), event.name());
        byte[] json = event.document().getBytes(StandardCharsets.UTF_8);
        ObjectIndexer.Indexed indexed = indexer.index(key, json);
        return new StoredObject(
                key,
                event.uid(),
                new Revision(event.revision()),
                json,
                Map.copyOf(indexed.labels()),
                Map.copyOf(indexed.fields()));
    }
}
