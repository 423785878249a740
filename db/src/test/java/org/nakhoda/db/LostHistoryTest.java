package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.key;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.postgres.EmbeddedPostgres;
import org.nakhoda.db.schema.SchemaMigration;
import org.nakhoda.db.store.Outcome;

/** What a store makes of a database that has lost what was acknowledged, as it must never happen. */
class LostHistoryTest {
    private final Path directory = TestServers.directory("nakhoda-lost-");

    @Test
    void whatTheDatabaseHasLostIsNotShownAnyMoreAndRevisionsDoNotGoBack() throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(
                directory.resolve("postgres"), directory.resolve("postgres.log"), Duration.ofSeconds(30));
        try (PostgresClusterStore store = ClusterStores.openOver(server, Samples.INDEXER, StoreOptions.defaults())) {
            store.commit(create(key("kept"), "1")).join();
            Outcome.Committed lost =
                    (Outcome.Committed) store.commit(create(key("lost"), "1")).join();
            TestServers.execute(server, "delete from " + SchemaMigration.SCHEMA + ".event where name = 'lost'");
            TestServers.execute(
                    server, "delete from " + SchemaMigration.SCHEMA + ".current_object where name = 'lost'");

            store.depose();
            store.settle();
            store.leadAlone("again");

            assertThat(store.get(key("lost"))).isEmpty();
            assertThat(store.get(key("kept"))).isPresent();
            Revision next = ((Outcome.Committed)
                            store.commit(create(key("next"), "1")).join())
                    .object()
                    .revision();
            assertThat(next.isAfter(lost.object().revision())).isTrue();
        } finally {
            TestServers.delete(directory);
        }
    }
}
