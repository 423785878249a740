package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.payara.PayaraDomain;
import org.nakhoda.dist.payara.PayaraServer;
import org.nakhoda.dist.runtime.Containerd;
import org.nakhoda.dist.supervise.ChildSpec;

/** Which processes a cluster has on this machine, and how each is started. */
public final class ClusterProcesses {
    public static final String MASTER = "master";
    public static final String CONTAINERD = "containerd";
    public static final String NODE = "node";
    /** Java's option to read more options from a file: nobody else can read a password there. */
    private static final String ARGUMENT_FILE = "@";

    private final Settings settings;
    private final Distribution distribution;
    private final Layout layout;

    private ClusterProcesses(Settings settings, Distribution distribution) {
        this.settings = settings;
        this.distribution = distribution;
        this.layout = new Layout(settings.dataDir());
    }

    /** In the order in which they start. */
    public static List<ChildSpec> of(Settings settings, Distribution distribution) throws IOException {
        return new ClusterProcesses(settings, distribution).all();
    }

    private List<ChildSpec> all() throws IOException {
        List<ChildSpec> all = new ArrayList<>();
        all.add(new ChildSpec(
                MASTER,
                List.of(JavaRuntime.command(), ARGUMENT_FILE + writeMasterArguments()),
                layout.log(MASTER),
                () -> PayaraDomain.prepare(layout.payara(), distribution.payara(), settings)));
        if (!settings.controlPlaneOnly()) {
            if (settings.criSocket().isEmpty()) {
                all.add(spec(CONTAINERD, new Containerd(layout).command()));
            }
            all.add(spec(NODE, agentCommand(settings, distribution, "run")));
        }
        return List.copyOf(all);
    }

    private ChildSpec spec(String name, List<String> command) {
        return new ChildSpec(name, command, layout.log(name), ChildSpec.BeforeStart.NOTHING);
    }

    /** @param action {@code run} or {@code cleanup} */
    public static List<String> agentCommand(Settings settings, Distribution distribution, String action)
            throws IOException {
        Layout layout = new Layout(settings.dataDir());
        Path logging = layout.run().resolve("node-logging.properties");
        try (InputStream in = ClusterProcesses.class.getResourceAsStream("/org/nakhoda/dist/logging.properties")) {
            PrivateFiles.write(
                    logging,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("@level@", PayaraDomain.julLevel(settings.logLevel())));
        }
        List<String> command = new ArrayList<>(List.of(JavaRuntime.command(), "-Xmx192m", "-XX:+UseSerialGC"));
        command.addAll(JavaRuntime.classArchive(distribution.classArchive(NODE)));
        command.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.util.logging.config.file=" + logging,
                "-D" + Settings.FILE_PROPERTY + "=" + layout.settingsFile(),
                "-cp",
                distribution.classPath(),
                "org.nakhoda.node.Agent",
                action));
        return command;
    }

    private Path writeMasterArguments() throws IOException {
        Path file = layout.run().resolve("master.args");
        StringBuilder text = new StringBuilder();
        for (String argument : masterArguments()) {
            text.append('"')
                    .append(argument.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        PrivateFiles.write(file, text.toString());
        return file;
    }

    private List<String> masterArguments() throws IOException {
        PayaraServer server = new PayaraServer(distribution.payara());
        String password =
                Files.readString(layout.pki().resolve("keystore.password")).strip();
        List<String> arguments = new ArrayList<>(masterJvmOptions(MasterHeap.of(settings.masterHeap())));
        List<String> archive = JavaRuntime.classArchive(distribution.classArchive(MASTER));
        arguments.addAll(archive);
        if (!archive.isEmpty()) {
            // else it collects the whole heap when there are more classes than it expected, as when it is elected. Not
            // in
            // the run that makes the archive: Java 25 crashes writing what a process has loaded that never did so
            arguments.add("-XX:MetaspaceSize=256m");
        }
        arguments.addAll(List.of(
                "-XX:+ExitOnOutOfMemoryError",
                "-Djavax.net.ssl.keyStore=" + layout.pki().resolve("apiserver.p12"),
                "-Djavax.net.ssl.keyStoreType=PKCS12",
                "-Djavax.net.ssl.keyStorePassword=" + password,
                "-Djavax.net.ssl.trustStore=" + layout.pki().resolve("truststore.p12"),
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=" + password,
                "-D" + Settings.FILE_PROPERTY + "=" + layout.settingsFile()));
        arguments.addAll(server.jvmOptions());
        arguments.addAll(server.mainArguments(layout.payara(), distribution.apiServer()));
        return arguments;
    }

    /** What a class archive is tied to besides the class path. */
    static List<String> masterJvmOptions(String heap) {
        return List.of(
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                // the collector would give a third of the heap to what lives for a moment, at the cost of what stays
                "-XX:MaxNewSize=" + MasterHeap.young(heap),
                // figures that it keeps in a mapped file stop the whole process for as long as the disk takes to write
                // that page
                "-XX:+PerfDisableSharedMem",
                "-Djava.net.preferIPv4Stack=true",
                // webhooks behind services are dialled at an address and called by their name
                "-Djdk.httpclient.allowRestrictedHeaders=host",
                // a ticket is written on another thread than the first answer; where the two meet, the client sees a
                // record that it cannot decrypt (3 of 100 short connections)
                "-Djdk.tls.server.newSessionTicketCount=0");
    }
}
