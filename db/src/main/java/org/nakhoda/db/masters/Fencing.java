package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first step of a {@link Promotion}: a majority of the voters promises a term and detaches. The primary before is asked only
 * if there are too few without it: to end as one and start again is much work, and it is told to follow soon anyway. Used once.
 */
final class Fencing {
    private static final Logger LOG = LoggerFactory.getLogger(Fencing.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** How long the others may take before the primary before is asked, too. */
    private static final Duration SPARING = Duration.ofMillis(150);

    private final long term;
    private final String self;
    private final Set<String> voters;
    private final int majority;
    private final Optional<String> primary;
    private final OtherMasters others;

    /** Who has not been asked yet; the primary before comes last. */
    private final Deque<Member> toAsk = new ArrayDeque<>();

    private final LinkedBlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Map<String, Replica.Position> fenced = new HashMap<>();
    private int awaited;

    /** @param position null if there is none because of the failure */
    private record Answer(String name, Replica.Position position, Throwable failure) {}

    Fencing(long term, String self, Set<String> voters, Roster roster, OtherMasters others) {
        this.term = term;
        this.self = self;
        this.voters = new TreeSet<>(voters);
        this.majority = voters.size() / 2 + 1;
        this.primary = roster.primary();
        this.others = others;
        for (String name : voters) {
            Optional<Member> member = roster.member(name).filter(other -> !name.equals(self));
            if (primary.equals(Optional.of(name))) {
                member.ifPresent(toAsk::addLast);
            } else {
                member.ifPresent(toAsk::addFirst);
            }
        }
    }

    /**
     * @param own the database here, which is fenced while the others are asked
     * @param holds whether a term still holds
     * @return where each of a majority, at least, is now; this master is among them if its copy counts
     * @throws FencedException if the term is over, or there are too few
     */
    Map<String, Replica.Position> majority(StandbyKeeper own, LongPredicate holds)
            throws InterruptedException, IOException, SQLException, FencedException {
        while (!toAsk.isEmpty() && (awaited + 1 < majority || !wasPrimary(toAsk.peek()))) {
            askNext();
        }
        own.fence(term).ifPresent(position -> fenced.put(self, position));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (fenced.size() < majority) {
            if (!holds.test(term)) {
                throw new FencedException("term " + term + " is over");
            }
            Answer answer = nextAnswer(deadline - System.nanoTime());
            if (answer != null) {
                take(answer);
            } else if (!toAsk.isEmpty()) {
                askNext();
            } else {
                throw new FencedException("only " + fenced.keySet() + " of " + voters + " could be fenced");
            }
        }
        return fenced;
    }

    private boolean wasPrimary(Member member) {
        return primary.equals(Optional.of(member.name()));
    }

    private void askNext() {
        Member member = toAsk.poll();
        awaited++;
        others.fence(member, term)
                .whenComplete((position, failure) -> answers.add(new Answer(member.name(), position, failure)));
    }

    /** Null if none comes, or none in time while there is somebody else to ask. */
    private Answer nextAnswer(long leftNanos) throws InterruptedException {
        if (awaited == 0 || leftNanos <= 0) {
            return null;
        }
        return answers.poll(toAsk.isEmpty() ? leftNanos : SPARING.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void take(Answer answer) {
        awaited--;
        if (answer.position() != null) {
            fenced.put(answer.name(), answer.position());
        } else {
            LOG.info("{} is not fenced: {}", answer.name(), String.valueOf(answer.failure()));
        }
    }
}
