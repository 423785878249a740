package org.nakhoda.db.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.nakhoda.db.identity.MasterIdentity;
import org.nakhoda.db.postgres.ReplicationException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a server's data with a copy of another's, one copy at a time.
 *
 * <pre>
 *         run             the source sends                 the copy is whole
 *   IDLE ─────> ASKING ──────────────────────> REPLACING ────────────────────> IDLE
 *                │ it does not: all is as before   │ it breaks off: no data
 *                └────────────────────────────────>└──────────────────────────> IDLE
 * </pre>
 */
final class Rebuilding {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilding.class);

    private final DatabaseFolder folder;
    private final ReplicaSettings replica;
    private final ReplicaServer server;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<Copy> copy = Optional.empty();

    /**
     * @param stream present while the own data are gone
     * @param follow whether the server is to follow the source afterwards
     */
    private record Copy(Optional<BaseBackup> stream, boolean follow) {}

    Rebuilding(DatabaseFolder folder, ReplicaSettings replica, ReplicaServer server) {
        this.folder = folder;
        this.replica = replica;
        this.server = server;
    }

    /**
     * @param begun told, while the server is held exclusively, whether it follows the source now
     * @throws ReplicationException if the source does not send, or breaks off
     */
    void run(Upstream source, Consumer<Long> bytes, Consumer<Boolean> begun) throws IOException, InterruptedException {
        synchronized (lock) {
            if (copy.isPresent()) {
                throw new ReplicationException(Reason.SERVER, "the database is being rebuilt already");
            }
            copy = Optional.of(new Copy(Optional.empty(), true));
        }
        long begin = System.nanoTime();
        try (BaseBackup stream = ask(source)) {
            server.exclusively(() -> {
                begun.accept(replaceData(stream, source, bytes));
                return null;
            });
            LOG.info("rebuilt from {} in {} ms", source, (System.nanoTime() - begin) / 1_000_000);
        } finally {
            synchronized (lock) {
                copy = Optional.empty();
            }
        }
    }

    private BaseBackup ask(Upstream source) {
        try {
            return BaseBackup.begin(source, MasterIdentity.context(replica.pki()));
        } catch (IOException e) {
            throw noCopy(source, e);
        }
    }

    private static ReplicationException noCopy(Upstream source, IOException e) {
        return new ReplicationException(
                Reason.SOURCE, "no copy of the database at " + source + ": " + e.getMessage(), e);
    }

    private boolean replaceData(BaseBackup stream, Upstream source, Consumer<Long> bytes)
            throws IOException, InterruptedException {
        server.stopForGood();
        folder.discardData();
        synchronized (lock) {
            copy = copy.map(now -> new Copy(Optional.of(stream), now.follow()));
        }
        Path incoming = folder.beginData();
        try {
            stream.unpackInto(incoming, folder.account(), bytes);
        } catch (IOException e) {
            throw noCopy(source, e);
        }
        boolean follow;
        synchronized (lock) {
            follow = copy.orElseThrow().follow();
            // from here on, who detaches waits until the server is there
            copy = Optional.of(new Copy(Optional.empty(), false));
        }
        server.files().makeStandby(incoming, follow ? Optional.of(source) : Optional.empty());
        folder.acceptData();
        server.startAnew();
        return follow;
    }

    /**
     * The server is not to follow the source afterwards.
     *
     * @return whether it has no data at present, and so nothing to detach
     */
    boolean detach() {
        synchronized (lock) {
            copy = copy.map(now -> new Copy(now.stream(), false));
            return copy.flatMap(Copy::stream).isPresent();
        }
    }

    void breakOff() {
        synchronized (lock) {
            copy.flatMap(Copy::stream).ifPresent(BaseBackup::breakOff);
        }
    }
}
