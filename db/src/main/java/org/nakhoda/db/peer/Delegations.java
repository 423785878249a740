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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.Member;

/**
 * Work that goes to other masters, a connection for each piece that is under way: behind one that a dead master does not answer,
 * no other waits. Nothing is ever sent twice. Connections are used again, but not when they have been idle for as long as the
 * other side or a network between may have dropped them: of work that meets a dead connection nobody can say whether it was read.
 */
public final class Delegations implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** As long as Kubernetes lets a request last. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** How long the answer of a master from whom none is wanted any more may still be on its way. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final Duration IDLE = Duration.ofSeconds(20);

    private final SSLContext tls;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks;
    private final Object lock = new Object();

    /** The latest used first. */
    @GuardedBy("lock")
    private final Map<Member, Deque<Idle>> idle = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    private record Idle(PeerConnection connection, long since) {}

    /** Work that was sent, or is being sent. */
    private static final class Exchange {
        private final PeerConnection connection;
        private final BooleanSupplier wanted;
        private final AtomicBoolean ended = new AtomicBoolean();
        private long end = System.nanoTime() + ANSWER.toNanos();
        private boolean unwanted;

        Exchange(PeerConnection connection, BooleanSupplier wanted) {
            this.connection = connection;
            this.wanted = wanted;
        }

        /** Only the thread that looks calls it. */
        void look(long now) {
            if (!unwanted && !wanted.getAsBoolean()) {
                unwanted = true;
                end = now + Math.min(end - now, FAREWELL.toNanos());
            }
            if (now - end >= 0) {
                breakOff();
            }
        }

        void breakOff() {
            if (ended.compareAndSet(false, true)) {
                connection.abort();
            }
        }

        /** @return whether the connection has not been broken off, and will not be */
        boolean end() {
            return ended.compareAndSet(false, true);
        }
    }

    public Delegations(SSLContext tls) {
        this.tls = tls;
        this.looks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "masters-delegations");
            thread.setDaemon(true);
            return thread;
        });
        looks.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Sends work, and waits for its answer.
     *
     * @param wanted asked now and then whether an answer of that member is still of use; cheap
     */
    public Delegated send(Member member, byte[] work, BooleanSupplier wanted) {
        PeerConnection connection;
        try {
            connection = connection(member);
        } catch (PeerException e) {
            return new Delegated.NotTaken(e.getMessage());
        } catch (IOException e) {
            return new Delegated.NotTaken("it cannot be reached: " + e.getMessage());
        }
        Exchange exchange = new Exchange(connection, wanted);
        underWay.add(exchange);
        try {
            Delegated done = new Delegated.Done(connection.delegate(work));
            keep(member, exchange);
            return done;
        } catch (PeerException e) {
            connection.abort();
            return new Delegated.NotTaken(e.getMessage());
        } catch (IOException e) {
            connection.abort();
            // what has become of one may have become of all
            forget(member);
            return new Delegated.Lost(e);
        } finally {
            underWay.remove(exchange);
        }
    }

    private PeerConnection connection(Member member) throws IOException {
        synchronized (lock) {
            Deque<Idle> kept = idle.get(member);
            if (kept != null
                    && !kept.isEmpty()
                    && System.nanoTime() - kept.peekFirst().since() < IDLE.toNanos()) {
                return kept.pollFirst().connection();
            }
        }
        PeerConnection connection =
                PeerConnection.open(tls, member.name(), member.address(), member.peerPort(), CONNECTING);
        try {
            connection.ask(Question.of(PeerServer.DELEGATE), CONNECTING);
            return connection;
        } catch (IOException e) {
            connection.abort();
            throw e;
        }
    }

    private void keep(Member member, Exchange exchange) {
        if (!exchange.end()) {
            return;
        }
        synchronized (lock) {
            if (!closed) {
                idle.computeIfAbsent(member, m -> new ArrayDeque<>())
                        .addFirst(new Idle(exchange.connection, System.nanoTime()));
                return;
            }
        }
        exchange.connection.abort();
    }

    private void forget(Member member) {
        Deque<Idle> old;
        synchronized (lock) {
            old = idle.remove(member);
        }
        if (old != null) {
            old.forEach(kept -> kept.connection().abort());
        }
    }

    private void look() {
        long now = System.nanoTime();
        underWay.forEach(exchange -> exchange.look(now));
        List<PeerConnection> old = new ArrayList<>();
        synchronized (lock) {
            for (Deque<Idle> kept : idle.values()) {
                while (!kept.isEmpty() && now - kept.peekLast().since() >= IDLE.toNanos()) {
                    old.add(kept.pollLast().connection());
                }
            }
            idle.values().removeIf(Deque::isEmpty);
        }
        old.forEach(PeerConnection::abort);
    }

    /** What is under way is lost. */
    @Override
    public void close() {
        looks.shutdownNow();
        List<Member> members;
        synchronized (lock) {
            closed = true;
            members = List.copyOf(idle.keySet());
        }
        members.forEach(this::forget);
        underWay.forEach(Exchange::breakOff);
    }
}
