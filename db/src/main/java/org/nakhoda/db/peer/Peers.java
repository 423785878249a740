package org.nakhoda.db.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.store.ObjectIndexer;
import tools.jackson.databind.node.ObjectNode;

/** Asks other masters. Connections are kept and used again; one that was idle may be found broken, and is made anew once. */
public final class Peers implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(1);
    private static final int KEPT = 4;

    private final SSLContext tls;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Member, Deque<PeerConnection>> idle = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    public Peers(SSLContext tls) {
        this.tls = tls;
    }

    /**
     * @param limit for the answer; connecting has a limit of its own
     * @throws PeerException if the member refuses
     * @throws IOException if it cannot be reached or does not answer in time: it may have understood all the same
     */
    public ObjectNode ask(Member member, Question question, Duration limit) throws IOException {
        PeerConnection kept = take(member);
        if (kept != null) {
            try {
                return ask(member, kept, question, limit);
            } catch (PeerException e) {
                throw e;
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // every question may be asked twice; this connection may have died long ago
                forget(member);
            }
        }
        Duration connecting = limit.compareTo(CONNECTING) < 0 ? limit : CONNECTING;
        return ask(member, open(member, connecting), question, limit);
    }

    private ObjectNode ask(Member member, PeerConnection connection, Question question, Duration limit)
            throws IOException {
        boolean fine = false;
        try {
            ObjectNode answer = connection.ask(question, limit);
            fine = true;
            return answer;
        } catch (PeerException e) {
            fine = true;
            throw e;
        } finally {
            if (fine) {
                keep(member, connection);
            } else {
                connection.close();
            }
        }
    }

    /** A feed over a connection of its own; the caller closes it. */
    public ChangeInput feed(Member member, Question question, ObjectIndexer indexer, Duration silence)
            throws IOException {
        PeerConnection connection = open(member, CONNECTING);
        try {
            return connection.feed(question, indexer, silence);
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private PeerConnection open(Member member, Duration limit) throws IOException {
        return PeerConnection.open(tls, member.name(), member.address(), member.peerPort(), limit);
    }

    private PeerConnection take(Member member) {
        synchronized (lock) {
            Deque<PeerConnection> kept = idle.get(member);
            return kept == null ? null : kept.pollFirst();
        }
    }

    private void keep(Member member, PeerConnection connection) {
        synchronized (lock) {
            Deque<PeerConnection> kept = idle.computeIfAbsent(member, m -> new ArrayDeque<>());
            if (!closed && kept.size() < KEPT) {
                kept.addFirst(connection);
                return;
            }
        }
        connection.close();
    }

    private void forget(Member member) {
        List<PeerConnection> old = new ArrayList<>();
        synchronized (lock) {
            Deque<PeerConnection> kept = idle.remove(member);
            if (kept != null) {
                old.addAll(kept);
            }
        }
        old.forEach(PeerConnection::close);
    }

    @Override
    public void close() {
        List<PeerConnection> all = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            idle.values().forEach(all::addAll);
            idle.clear();
        }
        all.forEach(PeerConnection::close);
    }
}
