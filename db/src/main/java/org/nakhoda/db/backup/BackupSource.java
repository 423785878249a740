package org.nakhoda.db.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.nakhoda.api.backup.BackupHeader;
import org.nakhoda.api.backup.BackupRecord;
import org.nakhoda.api.backup.BackupWriter;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.memory.ClusterState;
import org.nakhoda.db.store.StoredObject;

/** What goes into a backup: a snapshot of memory, and the history up to the same revision. */
public final class BackupSource {
    private static final ResourceKey SYSTEM_NAMESPACE =
            new ResourceKey(GroupResource.core("namespaces"), "", "kube-system");

    private BackupSource() {}

    /**
     * Writes a whole backup, not compressed. The snapshot is held in memory until then, and nothing else of that size.
     *
     * @throws IOException if the stream or the database fails; the backup has no end then
     */
    public static void write(ClusterState state, DataSource dataSource, String product, Instant now, OutputStream out)
            throws IOException {
        BackupWriter writer = new BackupWriter(out, header(state, product, now));
        for (GroupResource resource : new TreeSet<>(state.sizes().keySet())) {
            for (StoredObject object : state.list(resource, "")) {
                writer.write(
                        new BackupRecord.StoredObject(object.key(), object.uid(), object.revision(), object.json()));
            }
        }
        try (PastEvents past = new PastEvents(dataSource.getConnection(), state.revision())) {
            past.awaitNewest();
            for (List<BackupRecord> page = past.next(); !page.isEmpty(); page = past.next()) {
                for (BackupRecord record : page) {
                    writer.write(record);
                }
            }
        } catch (SQLException e) {
            throw new IOException("the history cannot be read: " + e.getMessage(), e);
        }
        writer.end();
    }

    private static BackupHeader header(ClusterState state, String product, Instant now) {
        Revision revision = state.revision();
        StoredObject system = state.get(SYSTEM_NAMESPACE);
        return system == null
                ? new BackupHeader(product, now, "", Optional.empty(), revision)
                : new BackupHeader(product, now, system.uid(), created(system), revision);
    }

    private static Optional<Instant> created(StoredObject object) {
        String text = Json.parse(new String(object.json(), StandardCharsets.UTF_8))
                .at("/metadata/creationTimestamp")
                .asString("");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
