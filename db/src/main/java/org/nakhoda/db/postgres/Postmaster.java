package org.nakhoda.db.postgres;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server process as {@code postmaster.pid} in its data directory describes it.
 *
 * @param address the first of those that it listens on
 * @param ready whether it accepts connections
 */
record Postmaster(ProcessHandle process, int port, String address, boolean ready) {
    private static final int PORT_LINE = 3;
    private static final int ADDRESS_LINE = 5;
    private static final int STATUS_LINE = 7;

    /** The live server of this data directory; a pid file whose process is gone or is another program counts as none. */
    static Optional<Postmaster> of(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            if (lines.size() <= PORT_LINE) {
                return Optional.empty();
            }
            long pid = Long.parseLong(lines.get(0).strip());
            Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(p -> p.isAlive() && worksIn(pid, data));
            int port = Integer.parseInt(lines.get(PORT_LINE).strip());
            String address =
                    lines.size() > ADDRESS_LINE ? lines.get(ADDRESS_LINE).strip() : "";
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return process.map(p -> new Postmaster(p, port, address, ready));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The processes that work on the data: a server's, or backends that outlived their postmaster. */
    static List<Long> workingOn(Path data) throws IOException {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (worksIn(pid, data)) {
                    pids.add(pid);
                }
            }
        }
        return pids;
    }

    private static boolean worksIn(long pid, Path data) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"))
                    .equals(data.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Fast shutdown: sessions are disconnected, everything is flushed. */
    void shutDown() throws IOException, InterruptedException {
        signal("INT", process.pid());
    }

    /** What a postmaster sends to its backends when one of them has crashed: end at once, touch nothing. */
    static void quit(long pid) throws IOException, InterruptedException {
        signal("QUIT", pid);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
}
