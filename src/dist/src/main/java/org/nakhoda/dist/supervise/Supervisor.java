package org.nakhoda.dist.supervise;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.cluster.ClusterProcesses;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.nakhoda.dist.settings.SettingsFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's process: {@code Supervisor DATA_DIR}. One at a time for a data folder, by a lock that the kernel lets go
 * with the process. SIGTERM ends the supervising only; who wants the cluster to stop ends this process first and then the
 * components.
 */
public final class Supervisor {
    public static final String COMPONENT = "supervisor";

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOG_CHECK = Duration.ofSeconds(10);

    private Supervisor() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Layout layout = new Layout(Path.of(args[0]));
        Settings settings = SettingsFile.read(layout.settingsFile());
        try (Lock lock = Lock.take(layout.run().resolve("supervisor.lock"));
                Lock node = settings.controlPlaneOnly() ? Lock.none() : Lock.take(nodeLock())) {
            LOG.info("supervising {} with {} and {}", layout.data(), lock, node);
            new PidFile(layout.run(), COMPONENT)
                    .write(ProcessRef.of(ProcessHandle.current().pid()).orElseThrow());
            List<ChildSpec> children = ClusterProcesses.of(settings, Distribution.current());
            for (ChildSpec child : children) {
                Thread thread = new Thread(
                        new Child(child, new PidFile(layout.run(), child.name()), Backoff.DEFAULT), child.name());
                thread.setDaemon(true);
                thread.start();
            }
            startMasterWatch(layout, settings);
            rotateLogs(layout);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + layout.pki() + " cannot be used", e);
        }
    }

    /** One node agent at a time in a network namespace: bridge, firewall table and service proxy are its. */
    private static Path nodeLock() throws IOException {
        return Path.of("/run/nakhoda-node-" + Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino") + ".lock");
    }

    private static void startMasterWatch(Layout layout, Settings settings)
            throws IOException, GeneralSecurityException {
        ApiProbe api = new ApiProbe(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()), layout.pki());
        boolean root = "root".equals(System.getProperty("user.name"));
        Thread thread = new Thread(
                new MasterWatch(new PidFile(layout.run(), ClusterProcesses.MASTER), api, layout.masters(), root),
                "master watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void rotateLogs(Layout layout) throws InterruptedException {
        var ending = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::countDown, "ending"));
        do {
            try (Stream<Path> logs = Files.list(layout.logs())) {
                for (Path log :
                        logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                    LogRotation.DEFAULT.rotateIfLarge(log);
                }
            } catch (IOException e) {
                LOG.warn("logs in {} cannot be rotated: {}", layout.logs(), e.getMessage());
            }
        } while (!ending.await(LOG_CHECK.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS));
    }

    /** A lock on a file that ends with its holder. */
    private record Lock(Path path, RandomAccessFile file, FileLock held) implements AutoCloseable {
        static Lock take(Path path) throws IOException {
            if (path.getParent() != null) {
                PrivateFiles.createDirectory(path.getParent());
            }
            var file = new RandomAccessFile(path.toFile(), "rw");
            FileLock held = file.getChannel().tryLock();
            if (held == null) {
                file.close();
                throw new IOException(path + " is held by another supervisor");
            }
            return new Lock(path, file, held);
        }

        static Lock none() {
            return new Lock(Path.of("-"), null, null);
        }

        @Override
        public void close() throws IOException {
            if (file != null) {
                file.close();
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
