package org.nakhoda.it.masters.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.it.cluster.Shell;
import org.nakhoda.it.cluster.Shell.Result;
import org.nakhoda.it.masters.load.Plan;

/** One of several masters, with its namespace, its disk, its clock and its processes. */
public final class MasterNode {
    private static final Path HOME = Path.of(System.getProperty("nakhoda.home"));
    private static final Duration LONGEST_COMMAND = Duration.ofMinutes(6);
    private static final int API_PORT = 6443;

    private final int number;
    private final Disk disk;
    private final Clock clock;
    private final Shell shell;
    private volatile Build build;

    MasterNode(int number, Network network, Build build) {
        this.number = number;
        this.disk = new Disk(Path.of("/var/tmp", name()));
        this.clock = new Clock(Path.of("/var/tmp", name() + "-clock"));
        this.shell = new Shell(network.inside(number).prefix(), clock.environment(), HOME);
        this.build = build;
    }

    public int number() {
        return number;
    }

    /** Its namespace's, its node's and the history's name of it. */
    public String name() {
        return Network.namespace(number);
    }

    public Plan.Master api() {
        return new Plan.Master(name(), "https://" + Network.address(number) + ":" + API_PORT);
    }

    public Disk disk() {
        return disk;
    }

    public Clock clock() {
        return clock;
    }

    public Path data() {
        return disk.folder().resolve("data");
    }

    /** It is another build's from now on: its launcher's, and after the next {@code down} and {@code up} its processes', too. */
    public void use(Build other) {
        build = other;
    }

    /** Whether its processes are a build's. */
    public boolean runs(Build asked) {
        List<ProcessHandle> processes =
                Stream.concat(supervisor().stream(), masterProcess().stream()).toList();
        return processes.size() == 2 && processes.stream().allMatch(asked::runs);
    }

    /** Runs the launcher against this master. */
    public Result nakhoda(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(build.launcher().toString());
        command.addAll(arguments);
        command.addAll(List.of("--data-dir", data().toString()));
        return shell.run(LONGEST_COMMAND, "", command);
    }

    /** {@code up}, as the master was started first; harmless on one that runs. */
    public Result up() {
        return nakhoda(withSettings(List.of("up")));
    }

    /** @param command what {@code nakhoda token create} printed */
    public Result join(String command) {
        List<String> words = List.of(command.strip().split("\\s+"));
        return nakhoda(withSettings(words.subList(1, words.size())));
    }

    private List<String> withSettings(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(
                "--control-plane-only",
                "--node-name",
                name(),
                "--node-address",
                Network.address(number),
                "--master-heap",
                "512m"));
        return whole;
    }

    /** The process that a pid file below the data folder names, if it lives. */
    private Optional<ProcessHandle> process(String pidFile) {
        try {
            String first = Files.readString(data().resolve(pidFile)).strip().split("\\s")[0];
            return ProcessHandle.of(Long.parseLong(first)).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    public List<ProcessHandle> masterProcess() {
        return process("run/master.pid").stream().toList();
    }

    public List<ProcessHandle> supervisor() {
        return process("run/supervisor.pid").stream().toList();
    }

    /** The postmaster and all its children. */
    public List<ProcessHandle> database() {
        return process("postgres/data/postmaster.pid").stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
    }

    /** Master and database. */
    public List<ProcessHandle> machine() {
        return Stream.of(masterProcess(), database())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Master, database and supervisor; the supervisor first, that it starts nothing again. */
    public List<ProcessHandle> everything() {
        return Stream.of(supervisor(), machine())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Sets something in the database behind the master's back, for good. */
    public void sabotage(String setting) {
        try {
            Files.writeString(
                    data().resolve("postgres/data/postgresql.auto.conf"), setting + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Signal.HUP.send(process("postgres/data/postmaster.pid").stream().toList());
    }

    /** What the components said, for who looks into a failure. */
    void keepLogs() {
        Path kept = HOME.resolve("src/it/target/cluster-logs").resolve(name());
        Shell outside = new Shell(List.of(), Map.of(), HOME);
        outside.run("rm", "-rf", kept.toString());
        outside.run("mkdir", "-p", kept.getParent().toString());
        outside.run("cp", "-r", data().resolve("logs").toString(), kept.toString());
    }

    /** Stops it and takes away all its data; also of one that never was. */
    void purge() {
        nakhoda(List.of("down", "--purge", "--yes"));
    }

    void makeFolders() {
        disk.mount();
        clock.set(Duration.ZERO);
        try {
            // PostgreSQL does not run as root
            Files.createDirectories(data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
