package org.nakhoda.apiserver.start;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.invm.InVmControlPlane;
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
 *   starting --store open, pipeline built--> serving --default objects made--> ready --> stopped
 *       \------------------------ fault ---------------------------------------------> failed: 503 for everything
 * </pre>
 */
@ApplicationScoped
public class Master {
    private static final Logger LOG = LoggerFactory.getLogger(Master.class);

    private final ExecutorService executor = Executors.newCachedThreadPool(new Named("master"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new Named("timer"));
    private volatile ApiServer server;
    private volatile String fault = "the API server is starting";

    /** Begins to start; returns at once. */
    public void start() {
        timer.setRemoveOnCancelPolicy(true);
        executor.execute(this::open);
    }

    private void open() {
        try {
            long begin = System.nanoTime();
            Settings settings = ProcessSettings.load(System.getProperties())
                    .orElseThrow(() -> new IllegalStateException("the system property " + Settings.FILE_PROPERTY
                            + " must name the settings file that the launcher writes"));
            ApiServer opened = ApiServer.open(settings, timer, executor);
            server = opened;
            opened.bootstrap();
            LOG.info("the API server is ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
        } catch (RuntimeException | LinkageError e) {
            fault = "the API server could not start: " + e.getMessage();
            LOG.error("the API server could not start", e);
        }
    }

    /** Answers a request; while there is no server yet, with 503. */
    public ApiResponse handle(ApiRequest request) {
        ApiServer current = server;
        return current == null
                ? ApiResponse.of(ApiException.of(Reason.SERVICE_UNAVAILABLE, fault))
                : current.handle(request);
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
