package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.proxy.TestPki;
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
            Path data = dataFolder();
            server = ApiServer.open(Settings.of(settings(data)), timer, executor);
            server.bootstrap();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                delete(data);
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new data folder with what the launcher puts into one. */
    static Path dataFolder() throws IOException, GeneralSecurityException, InterruptedException {
        Path data = Files.createTempDirectory("nakhoda-api");
        // PostgreSQL does not run as root and has to pass through
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        Path pki = Files.createDirectories(data.resolve("pki"));
        new TestPki(pki);
        accountKeys(pki);
        return data;
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

    static Map<String, String> settings(Path data) {
        return Map.of(
                "data-dir", data.toString(),
                "node-name", "n1",
                "node-address", "127.0.0.1",
                "api-port", "15690",
                "kubelet-port", "15691");
    }

    private static void accountKeys(Path pki) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        pem(pki.resolve("sa.key"), "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem(pki.resolve("sa.pub"), "PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    static void delete(Path directory) {
        try (var paths = Files.walk(directory)) {
            paths.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // a temporary directory that stays behind hurts nobody
        }
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
