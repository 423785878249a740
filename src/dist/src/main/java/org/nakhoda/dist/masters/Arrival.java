package org.nakhoda.dist.masters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;

/**
 * Waits until a master that has joined votes, and shows how far it is. It gives up only when nothing moves any more: how long
 * a database takes to be copied depends on its size.
 *
 * <pre>
 * UNHEARD --the leader reaches it--> COPYING --receives the write-ahead log--> CATCHING_UP --no lag--> WAITING --votes--> end
 * </pre>
 */
public final class Arrival {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Settings settings;
    private final Layout layout;
    private final MastersApi masters;
    private final Progress progress;
    private final Duration patience;

    private Stage stage = Stage.UNHEARD;
    private String lastTrouble = "";

    private enum Stage {
        UNHEARD("waiting to be heard of"),
        COPYING("copying the database"),
        CATCHING_UP("catching up"),
        WAITING("becoming a voter");

        private final String text;

        Stage(String text) {
            this.text = text;
        }
    }

    /** @param server a master that was there before and can be asked */
    public static Arrival at(Settings settings, URI server, Progress progress)
            throws IOException, GeneralSecurityException {
        Layout layout = new Layout(settings.dataDir());
        List<URI> servers = new ArrayList<>(List.of(server));
        GroupFile.of(layout).apiServers().forEach((name, other) -> {
            if (!name.equals(settings.nodeName())) {
                servers.add(other);
            }
        });
        servers.add(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()));
        return new Arrival(settings, new MastersApi(servers, layout.pki()), progress, PATIENCE);
    }

    Arrival(Settings settings, MastersApi masters, Progress progress, Duration patience) {
        this.settings = settings;
        this.layout = new Layout(settings.dataDir());
        this.masters = masters;
        this.progress = progress;
        this.patience = patience;
    }

    /** Whether the processes that should get there still run. */
    public interface Alive {
        boolean holds();
    }

    /** @throws Failure if it came to a stop; what is there stays, and goes on where it was when it is started again */
    public void await(Alive supervisor) throws Failure, IOException, InterruptedException {
        progress.begin(stage.text);
        String seen = "";
        String trouble = "";
        long moved = System.nanoTime();
        while (true) {
            Optional<MasterEntry> self = Optional.empty();
            try {
                self = masters.list().stream()
                        .filter(entry -> entry.name().equals(settings.nodeName()))
                        .findFirst();
                trouble = self.map(MasterEntry::trouble).orElse("the other masters do not know this one");
            } catch (Failure e) {
                trouble = e.getMessage();
            }
            if (self.isPresent() && self.get().votes()) {
                arrive(self.get());
                return;
            }
            String now = show(self);
            if (!now.equals(seen)) {
                seen = now;
                moved = System.nanoTime();
            }
            if (!supervisor.holds()) {
                throw new Failure("the supervisor ended; see `nakhoda logs supervisor`. `nakhoda up` goes on");
            }
            if (System.nanoTime() - moved > patience.toNanos()) {
                throw new Failure(stage.text + ": nothing has moved for " + patience.toMinutes() + " minutes"
                        + (trouble.isEmpty() ? "" : " (" + trouble + ")")
                        + ". This master goes on trying; look with `nakhoda masters` and `nakhoda logs master`, and see that"
                        + " the masters reach each other at the ports "
                        + settings.apiPort() + ", " + settings.masterPorts().peer() + ", "
                        + settings.masterPorts().raft() + " and "
                        + settings.masterPorts().database());
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void arrive(MasterEntry self) {
        if (stage.compareTo(Stage.CATCHING_UP) < 0) {
            progress.done("database", "copied");
        }
        if (stage.compareTo(Stage.WAITING) < 0) {
            progress.done("caught up", "");
        }
        progress.done("voter", self.role() + ", epoch " + self.epoch());
    }

    /** @return what has to change for it to be said that something moves */
    private String show(Optional<MasterEntry> self) throws IOException {
        long size = stage.compareTo(Stage.COPYING) <= 0 ? databaseSize() : 0;
        String detail = "";
        if (self.isPresent()) {
            if (self.get().lagBytes().isPresent()) {
                long lag = self.get().lagBytes().getAsLong();
                enter(lag == 0 ? Stage.WAITING : Stage.CATCHING_UP);
                detail = lag == 0 ? "" : MasterEntry.bytes(lag) + " behind";
            } else {
                enter(Stage.COPYING);
                detail = MasterEntry.bytes(size);
            }
            sayTrouble(self.get().trouble());
        }
        progress.update(stage.text + (detail.isEmpty() ? "" : ", " + detail));
        return stage + detail + self.map(MasterEntry::role).orElse("");
    }

    private void enter(Stage next) {
        if (next.compareTo(stage) <= 0) {
            return;
        }
        if (stage.compareTo(Stage.COPYING) <= 0 && next.compareTo(Stage.CATCHING_UP) >= 0) {
            progress.done("database", "copied");
        }
        if (next == Stage.WAITING) {
            progress.done("caught up", "");
        }
        stage = next;
        progress.begin(stage.text);
    }

    private void sayTrouble(String trouble) {
        if (!trouble.isEmpty() && !trouble.equals(lastTrouble)) {
            progress.say("  " + trouble);
        }
        lastTrouble = trouble;
    }

    /** Without the programs. Files come and go meanwhile. */
    private long databaseSize() throws IOException {
        if (!Files.isDirectory(layout.postgres())) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(layout.postgres())) {
            return files.filter(file ->
                            !layout.postgres().relativize(file).toString().startsWith("bin-"))
                    .mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }
}
