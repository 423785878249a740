package org.nakhoda.dist.masters;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;

/**
 * Hands leadership to another master before this one stops, so that nobody has to wait for an election. It is a courtesy: if
 * it does not succeed soon, the others elect one of them by themselves.
 */
public final class Departure {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Layout layout;
    private final Progress progress;

    public Departure(Layout layout, Progress progress) {
        this.layout = layout;
        this.progress = progress;
    }

    /** @param self this master's name */
    public void run(String self) throws InterruptedException {
        if (!Files.isDirectory(layout.masters())) {
            return;
        }
        try {
            run(self, MastersApi.of(layout));
        } catch (Failure | IOException | GeneralSecurityException e) {
            progress.say("  leadership is not handed over: " + e.getMessage());
        }
    }

    void run(String self, MastersApi api) throws Failure, InterruptedException {
        List<MasterEntry> masters = api.list();
        boolean leads = masters.stream().anyMatch(master -> master.name().equals(self) && master.leads());
        Optional<MasterEntry> successor = successor(self, masters);
        if (!leads || successor.isEmpty()) {
            return;
        }
        progress.begin("handing leadership to " + successor.get().name());
        api.transfer(successor.get().name(), LIMIT);
        progress.done("leadership", "handed to " + successor.get().name());
    }

    /** Of those that vote, one without trouble that confirms commits and lacks least. */
    static Optional<MasterEntry> successor(String self, List<MasterEntry> masters) {
        return masters.stream()
                .filter(master -> !master.name().equals(self) && master.votes())
                .min(Comparator.comparing(
                                (MasterEntry master) -> !master.trouble().isEmpty())
                        .thenComparing(master -> !master.synchronous())
                        .thenComparing(master -> master.lagBytes().orElse(Long.MAX_VALUE))
                        .thenComparing(MasterEntry::name));
    }
}
