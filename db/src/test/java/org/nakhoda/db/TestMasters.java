package org.nakhoda.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.MastersException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.peer.Peers;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.node.ObjectNode;

/** Masters in this process, each with its own address, folder, Raft server and PostgreSQL. Closed, they leave nothing. */
final class TestMasters implements AutoCloseable {
    private final Path base = TestServers.directory("nakhoda-masters-");
    private final MastersAuthority authority = new MastersAuthority();
    private final Optional<Settings.Database> shared;
    private final Map<String, StoreMasters.Place> places = new LinkedHashMap<>();
    private final Map<String, PostgresClusterStore> open = Collections.synchronizedMap(new LinkedHashMap<>());

    TestMasters() {
        this(Optional.empty());
    }

    /** @param shared the database that all of them have together; empty if each has its own */
    TestMasters(Optional<Settings.Database> shared) {
        this.shared = shared;
    }

    /** A master that is alone. */
    PostgresClusterStore first() {
        StoreMasters.Place place = place("m1");
        PostgresClusterStore store = (PostgresClusterStore) shared.map(database ->
                        ClusterStores.openExternal(database, place.dataDir(), Samples.INDEXER, place.options()))
                .orElseGet(() -> ClusterStores.openEmbedded(place.dataDir(), Samples.INDEXER, place.options()));
        store.with(new StoreMasters(store, place));
        open.put("m1", store);
        return store;
    }

    /** Lets another one in, as a user does, and opens it. */
    PostgresClusterStore join(String name) throws MastersException, IOException {
        StoreMasters.Place place = place(name);
        Masters.Admission admission = leader().masters().orElseThrow().admit(place.self());
        Path masters = Files.createDirectories(place.dataDir().resolve("masters"));
        Files.writeString(masters.resolve("group.properties"), "group=" + admission.group() + "\n");
        if (shared.isPresent()) {
            return start(name);
        }
        Path postgres = Files.createDirectories(place.dataDir().resolve("postgres"));
        Files.copy(places.get("m1").dataDir().resolve("postgres").resolve("password"), postgres.resolve("password"));
        return start(name);
    }

    /** Opens one that is a member already. */
    PostgresClusterStore start(String name) throws IOException {
        StoreMasters.Place place = places.get(name);
        UUID group =
                org.nakhoda.db.masters.GroupFiles.in(place.dataDir()).group().orElseThrow();
        PostgresClusterStore store = ClusterStores.openGrouped(place, group, Samples.INDEXER);
        open.put(name, store);
        return store;
    }

    /** Several at once: none of them opens before a majority is there. */
    void start(String name, String other) throws Exception {
        CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> {
            try {
                start(other);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        start(name);
        beside.get();
    }

    void stop(String name) {
        open.remove(name).close();
    }

    PostgresClusterStore get(String name) {
        return open.get(name);
    }

    Optional<String> leading() {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().epoch().isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    PostgresClusterStore leader() {
        return leading().map(open::get).orElseThrow(() -> new AssertionError("nobody leads"));
    }

    /** Makes the first one a group, of which the other is a member that has not come yet. */
    void admit(String name) throws MastersException {
        leader().masters().orElseThrow().admit(place(name).self());
    }

    /** What a master of this name can ask the first one, whether it is a member or not. */
    ObjectNode ask(String caller, Question question) throws IOException {
        try (Peers peers = new Peers(MasterIdentity.context(place(caller).pki()))) {
            return peers.ask(place("m1").self(), question, Duration.ofSeconds(30));
        }
    }

    Path dataDir(String name) {
        return places.get(name).dataDir();
    }

    private StoreMasters.Place place(String name) {
        return places.computeIfAbsent(name, n -> {
            String address = "127.0.0." + (10 + places.size());
            Path data = TestServers.subdirectory(base, n);
            Path pki = authority.issue(data.resolve("pki"), n, address);
            Member self =
                    new Member(n, address, freePort(address), freePort(address), freePort(address), freePort(address));
            // often, so that every test would notice what is taken for a difference by mistake
            StoreOptions options = StoreOptions.defaults().withComparing(Duration.ofSeconds(1));
            return new StoreMasters.Place(data, pki, self, shared, options);
        });
    }

    private static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        open.values().forEach(PostgresClusterStore::close);
        open.clear();
        TestServers.delete(base);
    }
}
