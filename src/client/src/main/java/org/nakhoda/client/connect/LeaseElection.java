package org.nakhoda.client.connect;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate for a Lease in {@code kube-system}, standing again whenever it has lost. A Lease excludes by time, so a
 * holder that is paused longer than the renewal deadline may finish a write after it has lost.
 */
final class LeaseElection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEWAL_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final AtomicBoolean leading = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final KubernetesClient client;
    private final Executor executor;
    private final String lease;
    private final String identity;
    private volatile CompletableFuture<?> candidacy = CompletableFuture.completedFuture(null);

    LeaseElection(KubernetesClient client, Executor executor, String lease, String identity) {
        this.client = client;
        this.executor = executor;
        this.lease = lease;
        this.identity = identity;
    }

    void stand() {
        if (closed.get()) {
            return;
        }
        LeaderElector elector = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(lease)
                        .withLock(new LeaseLock("kube-system", lease, identity))
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEWAL_DEADLINE)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, this::seen))
                        .build(),
                executor);
        candidacy = elector.start();
        candidacy.whenComplete((nothing, failure) -> {
            leading.set(false);
            if (!closed.get()) {
                CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, executor)
                        .execute(this::stand);
            }
        });
    }

    private void won() {
        leading.set(true);
        LOG.info("{} holds the lease kube-system/{}", identity, lease);
    }

    private void lost() {
        if (leading.getAndSet(false)) {
            LOG.warn("{} lost the lease kube-system/{}", identity, lease);
        }
    }

    private void seen(String holder) {
        LOG.debug("The lease kube-system/{} is held by {}", lease, holder);
    }

    boolean leading() {
        return leading.get();
    }

    /** Releases the lease if it holds it. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leading.set(false);
            candidacy.cancel(true);
        }
    }
}
