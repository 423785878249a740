package org.nakhoda.apiserver.bootstrap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.nakhoda.apiserver.authn.BootstrapToken;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes bootstrap tokens whose time is over (Kubernetes' token cleaner). */
public final class TokenCleanup {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCleanup.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private final ClusterStore store;
    private final SelfClient api;
    private final InstantSource clock;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Object lifeLock = new Object();

    @GuardedBy("lifeLock")
    private ScheduledFuture<?> rounds;

    /** @param executor for tasks that may wait */
    public TokenCleanup(
            ClusterStore store,
            SelfClient api,
            InstantSource clock,
            Executor executor,
            ScheduledExecutorService timer) {
        this.store = store;
        this.api = api;
        this.clock = clock;
        this.executor = executor;
        this.timer = timer;
    }

    public void begin() {
        synchronized (lifeLock) {
            if (rounds == null) {
                rounds = timer.scheduleWithFixedDelay(this::wake, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private void wake() {
        try {
            executor.execute(this::clean);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is stopping");
        }
    }

    private void clean() {
        for (StoredObject secret :
                store.list(BootstrapToken.SECRETS, BootstrapToken.NAMESPACE).objects()) {
            if (secret.key().name().startsWith(BootstrapToken.PREFIX)
                    && BootstrapToken.of(secret)
                            .filter(token -> token.expired(clock.instant()))
                            .isPresent()
                    && store.epoch().isPresent()) {
                List<String> path = List.of(
                        "api",
                        "v1",
                        "namespaces",
                        BootstrapToken.NAMESPACE,
                        "secrets",
                        secret.key().name());
                if (api.delete(path, secret.uid())) {
                    LOG.info("{} had expired and is deleted", secret.key().name());
                }
            }
        }
    }

    public void end() {
        synchronized (lifeLock) {
            if (rounds != null) {
                rounds.cancel(false);
                rounds = null;
            }
        }
    }
}
