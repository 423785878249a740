package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.Ports;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.image.BundledImages;
import org.nakhoda.dist.pki.ClusterPki;
import org.nakhoda.dist.pki.Kubeconfig;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.runtime.Containerd;
import org.nakhoda.dist.settings.SettingsFile;
import org.nakhoda.dist.supervise.Supervisor;

/**
 * Brings a cluster up: checks the host, prepares the data folder, starts the supervisor and waits until the API server and
 * the node are ready. What can run beside the application server's boot does.
 */
public final class Start {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(50);

    private static final String ANY_ADDRESS = "0.0.0.0";

    /** How long a node counts as alive after its agent's last word. */
    private static final Duration LEASE = Duration.ofSeconds(40);

    private final Settings settings;
    private final Distribution distribution;
    private final Progress progress;
    private final Layout layout;

    public Start(Settings settings, Distribution distribution, Progress progress) {
        this.settings = settings;
        this.distribution = distribution;
        this.progress = progress;
        this.layout = new Layout(settings.dataDir());
    }

    /**
     * @return whether it was started now, false if it was running already
     * @throws Failure if the user has to do something
     */
    public boolean run() throws Exception {
        return run(() -> {});
    }

    /** What has to come about between the start of the processes and their readiness. */
    public interface Between {
        void run() throws Exception;
    }

    /** As {@link #run()}, with something to wait for before the API server's readiness is. */
    public boolean run(Between between) throws Exception {
        try (CommandLock lock = CommandLock.take(layout)) {
            boolean fresh = pidFile(Supervisor.COMPONENT).running().isEmpty();
            Instant alive = Instant.now().minus(fresh ? Duration.ZERO : LEASE);
            if (fresh) {
                checkJoined();
                checkHost(Files.isDirectory(layout.masters()));
                prepare();
                startSupervisor();
            } else {
                checkSameSettings();
            }
            between.run();
            awaitReady(alive);
            return fresh;
        }
    }

    public URI server() {
        return ApiProbe.localServer(settings.apiAddress(), settings.apiPort());
    }

    /**
     * Whether this machine has what the settings ask for; installs what it can.
     *
     * @param several whether the ports of several masters must be free, too
     */
    public void checkHost(boolean several) throws Exception {
        checkUser();
        if (!settings.controlPlaneOnly()) {
            RequiredPackages.ensure(settings.criSocket().isEmpty(), settings.cniBinDir(), progress);
        }
        checkPorts(several);
    }

    /** Whether the supervisor runs. */
    public boolean supervised() {
        return pidFile(Supervisor.COMPONENT).running().isPresent();
    }

    /** A folder that is not whole yet would become a new cluster with another one's keys. */
    private void checkJoined() throws Failure {
        if (Files.exists(layout.joining())) {
            throw new Failure("this machine has not finished joining a cluster; run the same `nakhoda join` command"
                    + " again, or forget it with `nakhoda down --purge`");
        }
    }

    private void checkUser() throws Failure {
        if (!settings.controlPlaneOnly() && !"root".equals(System.getProperty("user.name"))) {
            throw new Failure("a node runs containers and needs root: run this with sudo, or start only the control"
                    + " plane with --control-plane-only");
        }
    }

    private void checkPorts(boolean several) throws Failure, IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        if (pidFile(ClusterProcesses.MASTER).running().isEmpty()) {
            Ports.fault(settings.apiAddress(), settings.apiPort(), "api-port").ifPresent(faults::add);
            if (several) {
                checkMasterPorts(faults);
            }
        }
        if (!settings.controlPlaneOnly()
                && pidFile(ClusterProcesses.NODE).running().isEmpty()) {
            Ports.fault(ANY_ADDRESS, settings.kubeletPort(), "kubelet-port").ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            throw new Failure(String.join("\n", faults));
        }
    }

    private void checkMasterPorts(List<String> faults) throws IOException, InterruptedException {
        Ports.fault(ANY_ADDRESS, settings.masterPorts().peer(), "peer-port").ifPresent(faults::add);
        Ports.fault(ANY_ADDRESS, settings.masterPorts().raft(), "raft-port").ifPresent(faults::add);
        // a database that outlived its master is taken over with its port
        if (settings.externalDatabase().isEmpty()
                && Leftovers.processesWithArgument(layout.postgres() + "/", "postgres")
                        .isEmpty()) {
            Ports.fault(ANY_ADDRESS, settings.masterPorts().database(), "database-port")
                    .ifPresent(faults::add);
        }
    }

    /** The data folder, up to what the processes find when they start. */
    private void prepare() throws Exception {
        // the database server runs as another user and must reach its own folder through this one
        Files.createDirectories(layout.data());
        PrivateFiles.createDirectory(layout.run());
        PrivateFiles.createDirectory(layout.logs());
        if (pidFile(ClusterProcesses.MASTER).running().isEmpty()) {
            Preparation.unpack(distribution);
            EarlyDatabase.begin(settings, distribution, layout);
        }
        List<String> made = new ClusterPki(layout.pki(), Clock.systemUTC()).prepare(settings);
        if (!made.isEmpty()) {
            progress.done("certificates", String.join(", ", made));
        }
        SettingsFile.write(layout.settingsFile(), settings);
        Kubeconfig.writeAdmin(layout.adminKubeconfig(), layout.pki(), server().toString());
        if (ownContainerd()) {
            new Containerd(layout).configure(settings);
        }
    }

    private void startSupervisor() throws IOException, InterruptedException, Failure {
        List<String> command = new ArrayList<>(List.of("setsid", JavaRuntime.command()));
        command.addAll(JavaRuntime.small("48m"));
        command.addAll(JavaRuntime.classArchive(distribution.classArchive(Preparation.LAUNCHER)));
        command.addAll(List.of(
                "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tLZ %4$-7s %3$s: %5$s%6$s%n",
                "-D" + Distribution.HOME_PROPERTY + "=" + distribution.home(),
                "-D" + Distribution.ROOT_PROPERTY + "=" + distribution.root(),
                "-cp",
                distribution.classPath(),
                Supervisor.class.getName(),
                layout.data().toString()));
        Path log = layout.log(Supervisor.COMPONENT);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (pidFile(Supervisor.COMPONENT)
                .running()
                .filter(reference -> reference.pid() == process.pid())
                .isEmpty()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new Failure("the supervisor did not start:\n" + Logs.tail(log, 5));
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void checkSameSettings() throws IOException, Failure {
        Settings running = SettingsFile.read(layout.settingsFile());
        if (!running.equals(settings)) {
            throw new Failure("the cluster in " + layout.data()
                    + " is running with other settings; run `nakhoda down` first, or ask for the same ones (see "
                    + layout.settingsFile() + ")");
        }
    }

    /** @param alive when the node's agent must have spoken last */
    private void awaitReady(Instant alive) throws Exception {
        var images = CompletableFuture.runAsync(this::importImages);
        ApiProbe api = new ApiProbe(server(), layout.pki());
        await("API server", ClusterProcesses.MASTER, new ApiReadiness(api));
        if (settings.controlPlaneOnly()) {
            return;
        }
        try {
            progress.begin("images");
            images.get();
            progress.done("images", "");
        } catch (ExecutionException e) {
            throw new Failure("the images cannot be imported: " + e.getCause().getMessage());
        }
        await(
                "node " + settings.nodeName(),
                ClusterProcesses.NODE,
                () -> api.nodeReady(settings.nodeName()) && api.nodeAliveSince(settings.nodeName(), alive));
    }

    /** Says once what the API server lacks, for it may be for the user to mend. */
    private final class ApiReadiness implements Condition {
        private static final Duration GRACE = Duration.ofSeconds(5);

        private final ApiProbe api;
        private String said = "";
        private long firstSeen;

        ApiReadiness(ApiProbe api) {
            this.api = api;
        }

        @Override
        public boolean holds() throws InterruptedException {
            if (api.ready()) {
                return true;
            }
            String reason = api.notReadyBecause().orElse("");
            if (reason.isEmpty()) {
                return false;
            }
            firstSeen = firstSeen == 0 ? System.nanoTime() : firstSeen;
            if (!reason.equals(said) && System.nanoTime() - firstSeen > GRACE.toNanos()) {
                progress.say("  not ready yet: " + reason);
                said = reason;
            }
            return false;
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String what, String component, Condition condition) throws Exception {
        progress.begin(what);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new Failure(
                        what + " did not become ready within " + PATIENCE.toMinutes() + " minutes. The end of "
                                + layout.log(component) + ":\n" + Logs.tail(layout.log(component), 15));
            }
            if (pidFile(Supervisor.COMPONENT).running().isEmpty()) {
                throw new Failure("the supervisor ended; see " + layout.log(Supervisor.COMPONENT));
            }
            Thread.sleep(POLL.toMillis());
        }
        progress.done(what, "ready");
    }

    private void importImages() {
        if (!ownContainerd()) {
            return;
        }
        Containerd containerd = new Containerd(layout);
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!containerd.answers()) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("containerd does not answer; see " + layout.log(ClusterProcesses.CONTAINERD));
                }
                Thread.sleep(POLL.toMillis());
            }
            BundledImages.assemble(distribution.images());
            List<String> present = containerd.images();
            for (var image : BundledImages.archives(distribution.images()).entrySet()) {
                if (!present.contains(image.getKey())) {
                    containerd.importImage(image.getValue());
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ownContainerd() {
        return !settings.controlPlaneOnly() && settings.criSocket().isEmpty();
    }

    private PidFile pidFile(String component) {
        return new PidFile(layout.run(), component);
    }
}
