package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.start.ApiServer;

/** One server for all stories of a JVM, with its own PostgreSQL; it ends with the JVM. Each story has its own namespace. */
final class RunningApi {
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static final RunningApi INSTANCE = new RunningApi();

    private final ExecutorService executor = Executors.newCachedThreadPool(new Daemons());
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, new Daemons());
    private final ApiServer server;

    private RunningApi() {
        try {
            Path data = DataFolder.make();
            server = ApiServer.open(Settings.of(DataFolder.settings(data)), timer, executor);
            server.bootstrap();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                DataFolder.delete(data);
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ApiServer server() {
        return INSTANCE.server;
    }

    static ExecutorService executor() {
        return INSTANCE.executor;
    }

    /** A client of the cluster's administrator. */
    static Client admin() {
        return new Client(INSTANCE.server::handle);
    }

    /** A client of somebody else. */
    static Client client(UserInfo caller) {
        return new Client(INSTANCE.server::handle, caller);
    }

    /** A new namespace that nobody else uses. */
    static String namespace() {
        String name = "story-" + NAMESPACES.incrementAndGet();
        admin().post("/api/v1/namespaces", "{metadata: {name: " + name + "}}").expect(201);
        // controllers, where some run, may have been quicker
        assertThat(admin().post("/api/v1/namespaces/" + name + "/serviceaccounts", "{metadata: {name: default}}")
                        .status())
                .isIn(201, 409);
        return name;
    }

    /** A class of its own: the server's threads are made while this class is being initialized. */
    private static final class Daemons implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }
    }
}
