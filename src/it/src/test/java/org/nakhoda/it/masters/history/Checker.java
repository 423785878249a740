package org.nakhoda.it.masters.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Judges a history by what several masters promise to their clients. What is said to be wrong is wrong; what is wrong and
 * was not observed is not found.
 */
public final class Checker {
    private static final List<Rule> RULES = List.of(
            new AgreeingMasters(),
            new OnlyTheApi(),
            new UniqueRevisions(),
            new KeptWrites(),
            new OneChain(),
            new ForwardReads(),
            new CompleteWatches());

    private Checker() {}

    /** @return in the order of the promises; empty if all were kept */
    public static List<Violation> check(History history) {
        Timeline timeline = Timeline.of(history);
        List<Violation> found = new ArrayList<>();
        RULES.forEach(rule -> rule.check(history, timeline, found::add));
        return List.copyOf(found);
    }

    /** One promise's. */
    interface Rule {
        void check(History history, Timeline timeline, Consumer<Violation> found);
    }
}
