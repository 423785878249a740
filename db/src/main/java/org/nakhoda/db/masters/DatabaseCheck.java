package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nakhoda.db.history.Damage;
import org.nakhoda.db.masters.Masters.Happening;
import org.nakhoda.db.peer.Peers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a follower's database is the leader's, a part at each look. For one thread.
 *
 * <pre>
 *   LOOKING ── a part differs, or cannot be read, twice ──> who is wrong? ── this one ──> DISTRUSTED, to be made anew ──> LOOKING
 *      ^                                                      │
 *      └──── the leader: it is told, and hands over ──────────┤
 *      └──── nobody knows: people are told ───────────────────┘
 * </pre>
 */
final class DatabaseCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final String self;
    private final StandbyKeeper keeper;
    private final Peers peers;
    private final Supplier<Roster> roster;
    private final Consumer<Happening> observer;
    private final List<Difference.Round> rounds;
    private boolean distrusted;

    /** @param observer told here; the leader is told besides, for only it writes events */
    DatabaseCheck(
            String self,
            SwitchedStore store,
            StandbyKeeper keeper,
            Peers peers,
            Supplier<Roster> roster,
            Consumer<Happening> observer) {
        this.self = self;
        this.keeper = keeper;
        this.peers = peers;
        this.roster = roster;
        this.observer = observer;
        this.rounds = List.of(new HistoryCheck(store, peers), new ObjectCheck(store, peers));
    }

    /** The copy here is complete, and follows this leader. */
    void look(Member leader) {
        if (distrusted) {
            distrusted = false;
            report(leader, "DatabaseMadeAnew", self, "The database of master " + self + " has been made anew", false);
        }
        for (Difference.Round round : rounds) {
            if (!distrusted) {
                look(round, leader);
            }
        }
    }

    private void look(Difference.Round round, Member leader) {
        try {
            Optional<Difference> found = next(round, leader);
            Optional<Difference> still =
                    found.isEmpty() ? found : Difference.of(found.get().part(), leader);
            if (still.isPresent()) {
                settle(still.get(), leader);
            }
        } catch (IOException | SQLException | RuntimeException e) {
            Damage.in(e)
                    .ifPresentOrElse(
                            what -> distrust("the database is damaged: " + what, leader),
                            () -> LOG.debug("the database could not be compared", e));
        }
    }

    /** What is broken is asked for again. */
    private static Optional<Difference> next(Difference.Round round, Member leader) throws IOException, SQLException {
        try {
            return round.next(leader);
        } catch (SQLException | RuntimeException e) {
            if (Damage.in(e).isEmpty()) {
                throw e;
            }
            LOG.warn("the database is read once more, for it seems to be damaged", e);
            return round.next(leader);
        }
    }

    private void settle(Difference difference, Member leader) throws SQLException {
        switch (judge(difference.part(), leader)) {
            case HERE -> distrust(difference.what(), leader);
            case LEADER -> {
                String message = "The database of master " + leader.name()
                        + ", which leads, is not what most others have; it has to hand over. Found by " + self + ": "
                        + difference.what();
                LOG.error(message);
                report(leader, "DatabaseDamaged", leader.name(), message, true);
            }
            case OPEN -> {
                String message = "The databases of masters " + self + " and " + leader.name()
                        + " are not the same, and too few other masters can be asked which is right: bring them up. "
                        + "Found by " + self + ": " + difference.what();
                LOG.error(message);
                report(leader, "DatabasesDiffer", self, message, true);
            }
        }
    }

    private Verdict judge(Difference.Part part, Member leader) throws SQLException {
        Roster now = roster.get();
        Set<String> holders = new TreeSet<>(now.synchronous());
        holders.addAll(Set.of(self, leader.name()));
        int agreeing = 1;
        int disagreeing = 1;
        for (String name : holders) {
            Optional<Member> other = now.member(name).filter(member -> !name.equals(self) && !member.equals(leader));
            try {
                if (other.isPresent() && part.differsFrom(other.get()).isPresent()) {
                    disagreeing++;
                } else if (other.isPresent()) {
                    agreeing++;
                }
            } catch (IOException e) {
                LOG.warn("{} cannot say whose database is right", name, e);
            }
        }
        return Verdict.of(holders.size(), agreeing, disagreeing);
    }

    private void distrust(String why, Member leader) {
        distrusted = true;
        keeper.distrust(why);
        String message = "The database of master " + self + " is not what the others have, and is made anew: " + why;
        report(leader, "DatabaseDamaged", self, message, true);
    }

    private void report(Member leader, String reason, String member, String message, boolean warning) {
        Happening happening = new Happening(reason, message, member, warning);
        observer.accept(happening);
        try {
            peers.ask(leader, DamageReports.question(happening), ANSWER);
        } catch (IOException e) {
            LOG.info("{} was not told: {}", leader.name(), e.getMessage());
        }
    }
}
