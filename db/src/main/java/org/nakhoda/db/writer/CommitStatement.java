package org.nakhoda.db.writer;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.history.EventKind;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoredObject;

/**
 * One batch as one statement and therefore one transaction: the epoch's row is held shared, the last state of each key
 * is upserted or deleted, and every event is logged; all parts see the tables as they were before. Documents travel as bytes and are text in the table.
 */
final class CommitStatement implements AutoCloseable {
    /**
     * An event whose predecessor lies this many revisions back keeps the state before with it, for the history would forget
     * the predecessor's own event before this one. Far less than how many events are kept, so that few events carry two
     * documents and all but the oldest of the kept ones can be undone.
     */
    static final int FAR = 10_000;

    private static final String SQL =
            """
            with led as materialized (
                select 1 from SCHEMA.leadership where id = 1 and epoch = ? for share
            ), input as materialized (
                select revision, kind, latest, api_group, resource, namespace, name, uid, previous,
                       convert_from(document, 'UTF8') as document
                from unnest(?::bigint[], ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::bigint[], ?::bytea[])
                     as t (revision, kind, latest, api_group, resource, namespace, name, uid, previous, document)
                where exists (select from led)
            ), removed as (
                delete from SCHEMA.current_object c using input i
                where i.latest and i.kind = 'D' and c.api_group = i.api_group and c.resource = i.resource
                  and c.namespace = i.namespace and c.name = i.name
            ), stored as (
                insert into SCHEMA.current_object (api_group, resource, namespace, name, uid, revision, document)
                select api_group, resource, namespace, name, uid, revision, document
                from input where latest and kind <> 'D'
                on conflict (api_group, resource, namespace, name)
                do update set uid = excluded.uid, revision = excluded.revision, document = excluded.document
            ), logged as (
                insert into SCHEMA.event
                    (revision, kind, api_group, resource, namespace, name, uid, previous_revision, document,
                     previous_document)
                select revision, kind, api_group, resource, namespace, name, uid, previous, document,
                       (select c.document from SCHEMA.current_object c
                        where i.previous < i.revision - FAR and c.api_group = i.api_group
                          and c.resource = i.resource and c.namespace = i.namespace and c.name = i.name
                          and c.revision = i.previous)
                from input i
            )
            select count(*) from led
            """.replace("SCHEMA", SchemaMigration.SCHEMA).replace("FAR", Integer.toString(FAR));

    private final Connection connection;
    private final PreparedStatement statement;

    CommitStatement(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(SQL);
    }

    /**
     * @return false if another epoch has begun; nothing is written then
     * @throws SQLWarningException if the server had something to say about the commit: it may not be replicated
     */
    boolean execute(long epoch, List<StoreEvent> events) throws SQLException {
        bind(epoch, events);
        statement.clearWarnings();
        boolean led;
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            led = result.getLong(1) == 1;
        }
        SQLWarning warning = statement.getWarnings();
        if (warning != null) {
            throw new SQLWarningException(warning);
        }
        return led;
    }

    private void bind(long epoch, List<StoreEvent> events) throws SQLException {
        int count = events.size();
        Map<ResourceKey, Integer> latest = new HashMap<>();
        Long[] revisions = new Long[count];
        String[] kinds = new String[count];
        Boolean[] isLatest = new Boolean[count];
        String[] groups = new String[count];
        String[] resources = new String[count];
        String[] namespaces = new String[count];
        String[] names = new String[count];
        String[] uids = new String[count];
        Long[] previous = new Long[count];
        byte[][] documents = new byte[count][];
        for (int i = 0; i < count; i++) {
            StoreEvent event = events.get(i);
            StoredObject object = event.object();
            ResourceKey key = object.key();
            Integer earlier = latest.put(key, i);
            if (earlier != null) {
                isLatest[earlier] = false;
            }
            isLatest[i] = true;
            revisions[i] = object.revision().value();
            kinds[i] = EventKind.letter(event.type());
            groups[i] = key.resource().group();
            resources[i] = key.resource().resource();
            namespaces[i] = key.namespace();
            names[i] = key.name();
            uids[i] = object.uid();
            previous[i] = event.previous() == null
                    ? null
                    : event.previous().revision().value();
            documents[i] = object.json();
        }
        statement.setLong(1, epoch);
        setArray(2, "bigint", revisions);
        setArray(3, "text", kinds);
        setArray(4, "boolean", isLatest);
        setArray(5, "text", groups);
        setArray(6, "text", resources);
        setArray(7, "text", namespaces);
        setArray(8, "text", names);
        setArray(9, "text", uids);
        setArray(10, "bigint", previous);
        setArray(11, "bytea", documents);
    }

    private void setArray(int index, String type, Object[] elements) throws SQLException {
        Array array = connection.createArrayOf(type, elements);
        statement.setArray(index, array);
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
