package org.nakhoda.client.connect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API servers that a client may use, and which of them it uses now. The configured one is the nearest, so it is the one to
 * return to.
 *
 * <pre>
 *   configured --does not answer--> another --does not answer--> the next, and the configured one after the last
 *       ^                              |
 *       +--- 30 s later, is ready -----+
 * </pre>
 *
 * A request that fails is not repeated: who made it knows whether that is worth it, and finds the next server then.
 */
public final class ApiServers {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServers.class);
    /** How long after its failure, and after each attempt, the configured server is tried again. */
    static final Duration RETURN = Duration.ofSeconds(30);

    private final ReentrantLock serversLock = new ReentrantLock();
    private final URI configured;
    private final InstantSource clock;

    @GuardedBy("serversLock")
    private List<URI> others = List.of();

    @GuardedBy("serversLock")
    private URI current;

    @GuardedBy("serversLock")
    private Instant returnAt = Instant.MAX;

    /** From the configured server's failure until it answers. */
    @GuardedBy("serversLock")
    private boolean away;

    /** @param configured as the connection names it: scheme, host and port */
    public ApiServers(URI configured, InstantSource clock) {
        this.configured = configured;
        this.clock = clock;
        this.current = configured;
    }

    /** Replaces what is known besides the configured server. The first is tried first. */
    public void know(Collection<URI> servers) {
        serversLock.lock();
        try {
            others = servers.stream()
                    .filter(server -> !server.equals(configured))
                    .distinct()
                    .toList();
            if (!current.equals(configured) && !others.contains(current)) {
                current = others.isEmpty() ? configured : others.get(0);
            }
        } finally {
            serversLock.unlock();
        }
    }

    /** The servers besides the configured one. */
    public List<URI> others() {
        serversLock.lock();
        try {
            return others;
        } finally {
            serversLock.unlock();
        }
    }

    URI configured() {
        return configured;
    }

    URI current() {
        serversLock.lock();
        try {
            return current;
        } finally {
            serversLock.unlock();
        }
    }

    /** Moves on from a server. Requests that fail together move on once, for the others name one that is not current any more. */
    void failed(URI server, String why) {
        serversLock.lock();
        try {
            if (others.isEmpty() || !server.equals(current)) {
                return;
            }
            List<URI> all = new ArrayList<>(List.of(configured));
            all.addAll(others);
            current = all.get((all.indexOf(server) + 1) % all.size());
            returnAt = server.equals(configured) ? clock.instant().plus(RETURN) : returnAt;
            if (away) {
                LOG.debug("The API server {} does not answer either, going on at {}: {}", server, current, why);
            } else {
                LOG.warn("The API server {} does not answer, going on at {}: {}", server, current, why);
            }
            away = true;
        } finally {
            serversLock.unlock();
        }
    }

    /** A server has answered a request. */
    void answered(URI server) {
        serversLock.lock();
        try {
            if (server.equals(configured) && server.equals(current)) {
                backLocked();
            }
        } finally {
            serversLock.unlock();
        }
    }

    /** Whether the configured server is to be tried now. Only one who asks is told so; {@link #ready} if it is well. */
    boolean returnDue() {
        serversLock.lock();
        try {
            Instant now = clock.instant();
            if (current.equals(configured) || now.isBefore(returnAt)) {
                return false;
            }
            returnAt = now.plus(RETURN);
            return true;
        } finally {
            serversLock.unlock();
        }
    }

    /** The configured server is ready again. */
    void ready() {
        serversLock.lock();
        try {
            current = configured;
            backLocked();
        } finally {
            serversLock.unlock();
        }
    }

    @GuardedBy("serversLock")
    private void backLocked() {
        if (away) {
            LOG.info("The API server {} answers again", configured);
            away = false;
        }
    }
}
