package org.nakhoda.it.masters;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nakhoda.it.cluster.Shell;
import org.nakhoda.it.masters.load.Filling;
import org.nakhoda.it.masters.topology.Build;
import org.nakhoda.it.masters.topology.MasterNode;
import org.nakhoda.it.masters.topology.MastersCluster;

/**
 * How long it takes until a new master has everything and votes: {@code JoinFigures [OBJECTS]}, 100,000 ConfigMaps of about 1 KB
 * if nothing else is said. Measured from the start of the command that joins it until the first master lists it as a voter, and,
 * as the new one logs it, the copying of the database alone.
 */
public final class JoinFigures {
    private static final Pattern COPIED = Pattern.compile("copied (\\d+) bytes of the database from \\S+ in (\\d+) ms");
    private static final Duration PAUSE = Duration.ofMillis(100);

    private JoinFigures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int objects = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        try (MastersCluster cluster = MastersCluster.startFirst(2, Build.current())) {
            MasterNode first = cluster.masters().get(0);
            MasterNode second = cluster.masters().get(1);
            long filling = System.nanoTime();
            Filling.run(cluster.network().clients(), first.api(), cluster.pki(), objects);
            System.out.printf(
                    Locale.ROOT,
                    "%d objects made in %.1f s; %d processors, Java %s%n",
                    objects,
                    seconds(filling),
                    Runtime.getRuntime().availableProcessors(),
                    System.getProperty("java.version"));
            String invitation = cluster.invitation(second);
            long begin = System.nanoTime();
            Shell.Result[] joined = new Shell.Result[1];
            Thread join = new Thread(() -> joined[0] = second.join(invitation), "join");
            join.start();
            while (join.isAlive() && !cluster.votes(first, second)) {
                Thread.sleep(PAUSE.toMillis());
            }
            double voting = seconds(begin);
            join.join();
            joined[0].orFail();
            System.out.printf(
                    Locale.ROOT,
                    "a new master votes %.1f s after its join was begun; the command took %.1f s%n",
                    voting,
                    seconds(begin));
            tellCopies(second);
            cluster.awaitWhole();
        }
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
    }

    private static void tellCopies(MasterNode master) throws IOException {
        List<String> log = Files.readAllLines(master.data().resolve("logs/master.log"));
        for (String line : log) {
            Matcher copied = COPIED.matcher(line);
            if (copied.find()) {
                System.out.printf(
                        Locale.ROOT,
                        "of that the database, %d MB, was copied in %.1f s%n",
                        Long.parseLong(copied.group(1)) >> 20,
                        Long.parseLong(copied.group(2)) / 1000.0);
            }
        }
    }
}
