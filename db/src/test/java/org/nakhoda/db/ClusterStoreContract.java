package org.nakhoda.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.nakhoda.db.Samples.CONFIG_MAPS;
import static org.nakhoda.db.Samples.DEPLOYMENTS;
import static org.nakhoda.db.Samples.PODS;
import static org.nakhoda.db.Samples.create;
import static org.nakhoda.db.Samples.data;
import static org.nakhoda.db.Samples.delete;
import static org.nakhoda.db.Samples.document;
import static org.nakhoda.db.Samples.key;
import static org.nakhoda.db.Samples.update;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.db.postgres.DatabaseServer;
import org.nakhoda.db.schema.CurrentObject;
import org.nakhoda.db.schema.Database;
import org.nakhoda.db.schema.Event;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.CompactedException;
import org.nakhoda.db.store.Listing;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreEvent;
import org.nakhoda.db.store.StoreException;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.WatchStream;
import org.nakhoda.db.store.Write;

/** What every store promises, whichever PostgreSQL stands behind it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ClusterStoreContract {
    private final List<ClusterStore> opened = new ArrayList<>();
    private ClusterStore store;

    abstract DatabaseServer server();

    @BeforeEach
    void openStore() throws SQLException {
        TestServers.forget(server());
        store = open(StoreOptions.defaults());
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ClusterStore::close);
    }

    private ClusterStore open(StoreOptions options) {
        ClusterStore fresh = ClusterStores.openOver(TestServers.shared(server()), Samples.INDEXER, options);
        opened.add(fresh);
        return fresh;
    }

    private void reopen(StoreOptions options) {
        store.close();
        store = open(options);
    }

    private StoredObject committed(Write write) {
        return ((Outcome.Committed) store.commit(write).join()).object();
    }

    @Test
    void aCreatedObjectIsReadWithItsRevisionInItsBytes() {
        ResourceKey key = key("a");

        StoredObject created = committed(create(key, "one"));

        assertThat(store.get(key)).contains(created);
        assertThat(store.revision()).isEqualTo(created.revision());
        assertThat(Json.parse(created.json())
                        .path("metadata")
                        .path("resourceVersion")
                        .asString())
                .isEqualTo(created.revision().toString());
    }

    @Test
    void aKeyThatIsTakenIsNotCreatedAgain() {
        StoredObject first = committed(create(key("a"), "one"));

        Outcome second = store.commit(create(key("a"), "two")).join();

        assertThat(second).isEqualTo(new Outcome.AlreadyExists(first));
        assertThat(store.revision()).isEqualTo(first.revision());
    }

    @Test
    void anUpdateOfAnOldRevisionIsAConflictAndNamesTheCurrentObject() {
        StoredObject old = committed(create(key("a"), "one"));
        StoredObject current = committed(update(old, "two"));

        assertThat(store.commit(update(old, "three")).join()).isEqualTo(new Outcome.Conflict(current));
        assertThat(store.commit(delete(old)).join()).isEqualTo(new Outcome.Conflict(current));
        assertThat(data(store.get(key("a")).orElseThrow())).isEqualTo("two");
    }

    @Test
    void whatIsNotThereCannotBeUpdatedOrDeleted() {
        ResourceKey key = key("a");
        Revision any = new Revision(7);

        assertThat(store.commit(new Write.Update(key, any, document(key, "x"))).join())
                .isEqualTo(new Outcome.NotFound());
        assertThat(store.commit(new Write.Delete(key, any, document(key, "x"))).join())
                .isEqualTo(new Outcome.NotFound());
    }

    @Test
    void aDeletionHasARevisionOfItsOwnAndTheKeyIsFreeAfterwards() {
        StoredObject created = committed(create(key("a"), "one"));

        StoredObject deleted = committed(delete(created));

        assertThat(deleted.revision().isAfter(created.revision())).isTrue();
        assertThat(store.get(key("a"))).isEmpty();
        assertThat(committed(create(key("a"), "two")).revision().isAfter(deleted.revision()))
                .isTrue();
    }

    @Test
    void everythingIsThereAgainAfterReopening() {
        StoredObject kept = committed(create(key("kept"), "quotes \" \\ and \u0000, \u2028 and \uD83D\uDEA2"));
        committed(delete(committed(create(key("gone"), "x"))));
        StoredObject changed = committed(update(committed(create(key(PODS, "ns", "p"), "1")), "2"));
        Revision last = store.revision();

        reopen(StoreOptions.defaults());

        assertThat(store.revision()).isGreaterThanOrEqualTo(last);
        assertThat(store.get(key("gone"))).isEmpty();
        assertThat(store.get(kept.key()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(kept);
        assertThat(store.get(changed.key()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(changed);
        assertThat(committed(create(key("next"), "x")).revision()).isGreaterThan(last);
    }

    @Test
    void listsAreInKeyOrderAndKnowTheirNamespace() {
        for (String namespace : List.of("b", "a", "a-b", "aa")) {
            for (String name : List.of("2", "1", "10")) {
                committed(create(key(CONFIG_MAPS, namespace, name), "x"));
            }
        }
        committed(create(key(DEPLOYMENTS, "a", "other"), "x"));

        assertThat(names(store.list(CONFIG_MAPS, "")))
                .containsExactly(
                        "a/1", "a/10", "a/2", "a-b/1", "a-b/10", "a-b/2", "aa/1", "aa/10", "aa/2", "b/1", "b/10",
                        "b/2");
        assertThat(names(store.list(CONFIG_MAPS, "a"))).containsExactly("a/1", "a/10", "a/2");
        assertThat(names(store.list(CONFIG_MAPS, "none"))).isEmpty();
        assertThat(names(store.list(PODS, ""))).isEmpty();
        assertThat(store.list(CONFIG_MAPS, "").revision()).isEqualTo(store.revision());
    }

    @Test
    void anUnchangedListIsMadeOnce() {
        committed(create(key("a"), "x"));

        assertThat(store.list(CONFIG_MAPS, "").objects())
                .isSameAs(store.list(CONFIG_MAPS, "").objects());
    }

    @Test
    void aListIsContinuedAsItWas() {
        StoredObject a = committed(create(key("a"), "1"));
        StoredObject b = committed(create(key("b"), "1"));
        Listing first = store.list(CONFIG_MAPS, "default");

        committed(create(key("aa"), "1"));
        committed(update(a, "2"));
        committed(delete(b));

        assertThat(store.listAt(CONFIG_MAPS, "default", first.revision())).contains(first);
        assertThat(names(store.list(CONFIG_MAPS, "default"))).containsExactly("default/a", "default/aa");
        assertThat(store.listAt(CONFIG_MAPS, "default", store.revision().next()))
                .isEmpty();
    }

    @Test
    void aListThatMemoryDoesNotReachBackToIsNotContinued() {
        reopen(StoreOptions.defaults().withRing(10, 1 << 20));
        committed(create(key("a"), "1"));
        Revision old = store.revision();
        for (int i = 0; i < 20; i++) {
            committed(create(key("b" + i), "1"));
        }

        assertThat(store.listAt(CONFIG_MAPS, "", old)).isEmpty();
    }

    @Test
    void concurrentCompareAndSwapLosesNoIncrement() throws Exception {
        int threads = 8;
        int increments = 100;
        committed(create(key("counter"), "0"));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> conflicts = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            conflicts.add(pool.submit(() -> increment(increments)));
        }

        int lost = 0;
        for (Future<Integer> thread : conflicts) {
            lost += thread.get();
        }
        pool.shutdown();

        assertThat(data(store.get(key("counter")).orElseThrow())).isEqualTo("" + threads * increments);
        assertThat(lost).as("a race that nobody loses proves nothing").isPositive();
    }

    private int increment(int times) {
        int lost = 0;
        for (int done = 0; done < times; ) {
            StoredObject current = store.get(key("counter")).orElseThrow();
            String more = Integer.toString(Integer.parseInt(data(current)) + 1);
            if (store.commit(update(current, more)).join() instanceof Outcome.Committed) {
                done++;
            } else {
                lost++;
            }
        }
        return lost;
    }

    @Test
    void revisionsAreGivenInTheOrderOfSubmissionAndWritesOfOneBatchChain() {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            outcomes.add(store.commit(create(key("a" + i), "x")));
            outcomes.add(store.commit(create(key("a" + i), "again")));
        }

        Revision last = Revision.NONE;
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i).join();
            if (i % 2 == 0) {
                StoredObject object = ((Outcome.Committed) outcome).object();
                assertThat(object.revision()).isGreaterThan(last);
                last = object.revision();
            } else {
                assertThat(outcome).isInstanceOf(Outcome.AlreadyExists.class);
            }
        }
        assertThat(store.list(CONFIG_MAPS, "").objects()).hasSize(500);
    }

    @Test
    void whatTheDatabaseRefusesHarmsNoOtherWriteOfItsBatch() {
        List<CompletableFuture<Outcome>> good = new ArrayList<>();
        CompletableFuture<Outcome> bad = null;
        for (int i = 0; i < 50; i++) {
            good.add(store.commit(create(key("good" + i), "x")));
            if (i == 25) {
                bad = store.commit(create(key("bad\u0000name"), "x"));
            }
        }

        assertThat(good).allSatisfy(future -> assertThat(future.join()).isInstanceOf(Outcome.Committed.class));
        assertThatThrownBy(bad::join).satisfies(e -> assertReason(e, StoreException.Reason.UNAVAILABLE));
        assertThat(store.list(CONFIG_MAPS, "").objects()).hasSize(50);
    }

    private static void assertReason(Throwable thrown, StoreException.Reason reason) {
        assertThat(thrown).isInstanceOf(CompletionException.class);
        assertThat(((StoreException) thrown.getCause()).reason()).isEqualTo(reason);
    }

    @Test
    void aWatcherSeesEveryChangeOfItsResourceAndNamespaceWithItsPredecessor() throws Exception {
        Revision begin = store.revision();
        WatchStream watch = store.watch(CONFIG_MAPS, "default", begin);
        StoredObject created = committed(create(key("a"), "1"));
        committed(create(key(CONFIG_MAPS, "elsewhere", "a"), "1"));
        committed(create(key(PODS, "default", "a"), "1"));
        StoredObject updated = committed(update(created, "2"));
        StoredObject deleted = committed(delete(updated));

        WatchStream.Batch batch = watch.drain(100);

        assertThat(batch.events())
                .containsExactly(
                        new StoreEvent(StoreEvent.Type.ADDED, created, null, true),
                        new StoreEvent(StoreEvent.Type.MODIFIED, updated, created, true),
                        new StoreEvent(StoreEvent.Type.DELETED, deleted, updated, true));
        assertThat(batch.upTo()).isEqualTo(deleted.revision());
    }

    @Test
    void anIdleWatcherIsStillToldHowFarItIs() throws Exception {
        WatchStream watch = store.watch(PODS, "", store.revision());

        StoredObject elsewhere = committed(create(key("a"), "1"));

        assertThat(watch.drain(10))
                .isEqualTo(new WatchStream.Batch(List.of(), elsewhere.revision(), WatchStream.State.OPEN));
    }

    @Test
    void aWatcherThatCannotKeepUpIsClosedAndTheOthersGoOn() throws Exception {
        reopen(StoreOptions.defaults().withWatchBuffer(5));
        WatchStream slow = store.watch(CONFIG_MAPS, "", store.revision());
        WatchStream quick = store.watch(CONFIG_MAPS, "", store.revision());
        int seen = 0;
        for (int i = 0; i < 20; i++) {
            committed(create(key("a" + i), "x"));
            seen += quick.drain(10).events().size();
        }

        assertThat(slow.drain(100).state()).isEqualTo(WatchStream.State.OVERRUN);
        assertThat(seen).isEqualTo(20);
        assertThat(quick.drain(1).state()).isEqualTo(WatchStream.State.OPEN);
    }

    @Test
    void aWatcherBehindWhomLargeObjectsPileUpIsClosedBeforeTheyFillTheMemory() throws Exception {
        reopen(StoreOptions.defaults().withRing(1000, 64 << 10));
        WatchStream slow = store.watch(CONFIG_MAPS, "", store.revision());
        WatchStream quick = store.watch(CONFIG_MAPS, "", store.revision());
        int seen = 0;
        for (int i = 0; i < 20; i++) {
            committed(create(key("a" + i), "x".repeat(4 << 10)));
            seen += quick.drain(10).events().size();
        }

        assertThat(slow.drain(100).state()).isEqualTo(WatchStream.State.OVERRUN);
        assertThat(seen).isEqualTo(20);
        assertThat(quick.drain(1).state()).isEqualTo(WatchStream.State.OPEN);
    }

    @Test
    void aWatcherThatBeginsInThePastReadsItFromTheDatabaseInPages() throws Exception {
        Revision begin = store.revision();
        for (int i = 0; i < 50; i++) {
            StoredObject created = committed(create(key("a" + i), "1"));
            committed(update(created, "2"));
            committed(create(key(PODS, "default", "p" + i), "x"));
        }
        reopen(StoreOptions.defaults().withRing(10, 1 << 20).withWatchBuffer(7));
        Collector watcher = new Collector(store, CONFIG_MAPS, begin);
        StoredObject last = committed(create(key("last"), "x"));

        List<StoreEvent> events = watcher.until(last.revision());

        assertThat(events).hasSize(101);
        assertThat(events).isSortedAccordingTo((a, b) -> a.revision().compareTo(b.revision()));
        assertThat(events).allSatisfy(event -> assertThat(event.previousKnown()).isTrue());
        assertThat(events.get(1).previous().revision())
                .isEqualTo(events.get(0).object().revision());
        assertThat(data(events.get(1).object())).isEqualTo("2");
    }

    @Test
    void watchersUnderLoadMissNothingAndSeeNothingTwice() throws Exception {
        reopen(StoreOptions.defaults().withRing(300, 1 << 20));
        Revision begin = store.revision();
        int writers = 4;
        int each = 500;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<?>> writing = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String prefix = "w" + w + "-";
            writing.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    StoredObject created = committed(create(key(prefix + i), "1"));
                    if (i % 3 == 0) {
                        committed(delete(committed(update(created, "2"))));
                    }
                }
            }));
        }
        List<Collector> collectors = new ArrayList<>();
        List<Revision> starts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Revision now = store.revision();
            Revision start = i % 2 == 0 ? begin : new Revision(begin.value() + (now.value() - begin.value()) * i / 20);
            starts.add(start);
            collectors.add(new Collector(store, CONFIG_MAPS, start));
            store.commit(create(key("between" + i), "x")).join();
        }
        for (Future<?> future : writing) {
            future.get();
        }
        pool.shutdown();
        Revision end = store.revision();

        for (int i = 0; i < collectors.size(); i++) {
            List<Long> seen = collectors.get(i).until(end).stream()
                    .map(event -> event.revision().value())
                    .toList();
            assertThat(seen).isEqualTo(every(starts.get(i), end));
        }
    }

    /** All revisions of this test are given to one resource, so a watcher must see each of them. */
    private static List<Long> every(Revision after, Revision upTo) {
        List<Long> all = new ArrayList<>();
        for (long r = after.value() + 1; r <= upTo.value(); r++) {
            all.add(r);
        }
        return all;
    }

    @Test
    void anOldHistoryIsCompactedAndSaysHowFarItReaches() throws Exception {
        StoreOptions small = StoreOptions.defaults().withRing(10, 1 << 20).withHistory(Duration.ZERO, 100, 50);
        TestServers.forget(server());
        reopen(small);
        for (int i = 0; i < 400; i++) {
            committed(create(key("a" + i), "x"));
        }
        Revision end = store.revision();
        // a store that opens compacts what is due
        reopen(small);
        Eventually.holds(() -> compacted(new Revision(20)));

        assertThatThrownBy(() -> store.watch(CONFIG_MAPS, "", new Revision(20)))
                .isInstanceOf(CompactedException.class)
                .satisfies(e -> assertThat(((CompactedException) e).oldest()).isBetween(new Revision(200), end));
        Revision retained = new Revision(end.value() - 90);
        assertThat(new Collector(store, CONFIG_MAPS, retained).until(end)).hasSize(90);
        assertThat(store.list(CONFIG_MAPS, "").objects()).hasSize(400);
    }

    private boolean compacted(Revision revision) {
        try (WatchStream watch = store.watch(CONFIG_MAPS, "", revision)) {
            return false;
        } catch (CompactedException e) {
            return true;
        }
    }

    @Test
    void aSecondOpenerFencesTheFirst() {
        ClusterStore first = store;
        StoredObject before = committed(create(key("a"), "1"));
        ClusterStore second = open(StoreOptions.defaults());

        assertThat(second.epoch().orElseThrow()).isGreaterThan(first.epoch().orElseThrow());
        assertThatThrownBy(() -> first.commit(update(before, "2")).join())
                .satisfies(e -> assertReason(e, StoreException.Reason.NOT_LEADING));
        assertThat(first.epoch()).isEmpty();
        assertThat(first.probe()).isPresent();
        assertThat(second.get(key("a")).map(Samples::data)).contains("1");
        assertThat(second.commit(update(second.get(key("a")).orElseThrow(), "3"))
                        .join())
                .isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void aLostConnectionHealsAndMemoryHoldsWhatWasCommitted() throws Exception {
        committed(create(key("a"), "1"));
        TestServers.execute(
                server(),
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name = 'nakhoda' and pid <> pg_backend_pid()");

        Eventually.holds(() -> {
            StoredObject current = store.get(key("a")).orElseThrow();
            return store.commit(update(current, "2")).join() instanceof Outcome.Committed;
        });

        Revision acknowledged = store.revision();
        reopen(StoreOptions.defaults());
        assertThat(store.get(key("a")).map(Samples::data)).contains("2");
        assertThat(store.revision()).isEqualTo(acknowledged);
    }

    @Test
    void aCommitWhoseAnswerIsLostShowsUpInMemoryAndToWatchersOnce() throws Exception {
        store.close();
        SeveringProxy line = new SeveringProxy(server());
        store = ClusterStores.openOver(line, Samples.INDEXER, StoreOptions.defaults());
        opened.add(store);
        StoredObject before = committed(create(key("a"), "1"));
        Collector watcher = new Collector(store, CONFIG_MAPS, before.revision());

        line.severNextAnswer();
        CompletableFuture<Outcome> unknown = store.commit(update(before, "2"));

        assertThatThrownBy(unknown::join).satisfies(e -> assertReason(e, StoreException.Reason.UNKNOWN_OUTCOME));
        Eventually.holds(() -> data(store.get(key("a")).orElseThrow()).equals("2"));
        StoredObject seen = store.get(key("a")).orElseThrow();
        StoredObject after = committed(update(seen, "3"));
        List<StoreEvent> events = watcher.until(after.revision());
        assertThat(events).extracting(event -> data(event.object())).containsExactly("2", "3");
        assertThat(events.get(0).previous()).isEqualTo(before);
    }

    @Test
    void aHealthyStoreHasNoTrouble() {
        assertThat(store.probe()).isEmpty();
    }

    @Test
    void aClosedStoreRefusesWritesAndClosesItsWatchers() throws Exception {
        WatchStream watch = store.watch(CONFIG_MAPS, "", store.revision());

        store.close();
        store.close();

        assertThat(watch.drain(1).state()).isEqualTo(WatchStream.State.CLOSED);
        assertThatThrownBy(() -> store.commit(create(key("a"), "x")).join())
                .satisfies(e -> assertReason(e, StoreException.Reason.UNAVAILABLE));
    }

    @Test
    void theEntitiesMapWhatWasWritten() {
        StoredObject first = committed(create(key("a"), "1"));
        StoredObject second = committed(update(first, "2"));

        try (Database database = Database.of(server().dataSource());
                StatelessSession session = database.open()) {
            CurrentObject row = session.createSelectionQuery("from CurrentObject", CurrentObject.class)
                    .getSingleResult();
            assertThat(row.key()).isEqualTo(new CurrentObject.Key("", "configmaps", "default", "a"));
            assertThat(row.revision()).isEqualTo(second.revision().value());
            assertThat(row.document()).isEqualTo(new String(second.json(), StandardCharsets.UTF_8));
            assertThat(session.createSelectionQuery("from Event order by revision", Event.class)
                            .getResultList())
                    .extracting(Event::kind, Event::revision, Event::previousRevision)
                    .containsExactly(
                            tuple('A', first.revision().value(), null),
                            tuple(
                                    'M',
                                    second.revision().value(),
                                    first.revision().value()));
        }
    }

    @Test
    void peopleCanQueryDocumentsAsJson() throws Exception {
        committed(create(key(PODS, "ns", "p"), "hello"));

        try (var connection = server().dataSource().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select name, object ->> 'data' from nakhoda.pods where namespace = 'ns'")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("p");
            assertThat(rows.getString(2)).isEqualTo("hello");
        }
    }

    private static List<String> names(Listing listing) {
        return listing.objects().stream()
                .map(object -> object.key().namespace() + "/" + object.key().name())
                .toList();
    }
}
