package org.nakhoda.it.masters.history;

import static org.nakhoda.it.masters.history.Violation.Promise.ONLY_THE_API_ANSWERS;

import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nakhoda.it.masters.history.Observation.Misled;

/** No master's listener answers for an API that is not there yet, or not any more. Said once for each master. */
final class OnlyTheApi implements Checker.Rule {
    @Override
    public void check(History history, Timeline timeline, Consumer<Violation> found) {
        history.all(Misled.class)
                .collect(Collectors.groupingBy(Misled::master, TreeMap::new, Collectors.toList()))
                .forEach((master, all) -> found.accept(new Violation(
                        ONLY_THE_API_ANSWERS,
                        all.size() + " times something else than the API said 404 at " + master + ", first for "
                                + all.get(0))));
    }
}
