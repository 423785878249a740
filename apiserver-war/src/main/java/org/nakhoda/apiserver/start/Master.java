package org.nakhoda.apiserver.start;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.connect.ProcessSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server in its container. It starts beside the container's own start, so that neither waits for the other.
 *
 * <pre>
 *   starting --store open, pipeline built--> serving --leads and works, or follows--> ready --> stopped
 *     |  ^                                     |  ^
 *     v  |  again after a pause                v  |
 *    fault (503 for everything)               fault (503 for its readiness)
 * </pre>
 *
 * <p>A fault is tried again for as long as the process lives: a database that is not there yet is no reason to stay without
 * a master once it is.
 */
@ApplicationScoped
public class Master {
    private static final Logger LOG = LoggerFactory.getLogger(Master.class);

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final ExecutorService executor = Executors.newCachedThreadPool(new Named("master"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new Named("timer"));
    private volatile ApiServer server;
    private volatile boolean stopped;
    private volatile String fault = "the API server is starting";

    /** Begins to start; returns at once. */
    public void start() {
        timer.setRemoveOnCancelPolicy(true);
        executor.execute(() -> attempt(FIRST_PAUSE_MILLIS));
    }

    private void attempt(long pauseMillis) {
        try {
            open();
        } catch (RuntimeException | Error e) {
            if (stopped) {
                return;
            }
            fault = "the API server could not start: " + e.getMessage();
            LOG.error("the API server could not start; trying again in {} ms", pauseMillis, e);
            long next = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            timer.schedule(() -> executor.execute(() -> attempt(next)), pauseMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void open() {
        long begin = System.nanoTime();
        ApiServer current = server;
        if (current == null) {
            Settings settings = ProcessSettings.load(System.getProperties())
                    .orElseThrow(() -> new IllegalStateException("the system property " + Settings.FILE_PROPERTY
                            + " must name the settings file that the launcher writes"));
            current = ApiServer.open(settings, timer, executor);
            server = current;
        }
        current.bootstrap();
        LOG.info("the API server is ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
    }

    /** Answers a request; while there is no server yet, with 503. */
    public ApiResponse handle(ApiRequest request) {
        ApiServer current = server;
        return current == null
                ? ApiResponse.of(ApiException.of(Reason.SERVICE_UNAVAILABLE, fault))
                : current.handle(request);
    }

    /** Who answers what this server does not; nobody while there is no server yet. */
    public Passages passages() {
        ApiServer current = server;
        return current == null ? Passages.NONE : current.passages();
    }

    /** How the scheduler and the controllers in this process reach the cluster. */
    @Produces
    @ApplicationScoped
    public ControlPlane controlPlane() {
        return new InVmControlPlane(this::handle, this::leading, executor);
    }

    private boolean leading() {
        ApiServer current = server;
        return current != null && current.leading();
    }

    /** Where frames are written to clients. */
    public Executor framesExecutor() {
        return executor;
    }

    /** Null until the store is open. */
    public ApiServer server() {
        return server;
    }

    /** Closes the server. Idempotent. */
    @PreDestroy
    public void stop() {
        stopped = true;
        ApiServer current = server;
        server = null;
        fault = "the API server has stopped";
        if (current != null) {
            current.close();
        }
        timer.shutdownNow();
        executor.shutdownNow();
    }

    /** Daemon threads with telling names. */
    private static final class Named implements ThreadFactory {
        private final String prefix;
        private final AtomicInteger number = new AtomicInteger();

        Named(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(Master.class.getClassLoader());
            return thread;
        }
    }
}
