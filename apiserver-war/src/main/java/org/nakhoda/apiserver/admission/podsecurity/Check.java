package org.nakhoda.apiserver.admission.podsecurity;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;

/**
 * One rule of a standard, as it is from one version on.
 *
 * @param since the minor version from which on the rule reads so; an earlier form of the same id holds before
 * @param instead of which rules of the standard below this one stands
 */
record Check(String id, int since, Set<String> instead, Function<PodUnderTest, Optional<Violation>> test) {
    static Check since(int minor, String id, Function<PodUnderTest, Optional<Violation>> test) {
        return new Check(id, minor, Set.of(), test);
    }

    Check insteadOf(String other) {
        return new Check(id, since, Set.of(other), test);
    }

    /** The same rule for pods that do not say that they run on Windows. */
    Check exceptWindows(int minor) {
        return new Check(id, minor, instead, pod -> pod.windows() ? Optional.empty() : test.apply(pod));
    }

    /** The same rule for pods whose users are users of their node. */
    Check exceptUserNamespaces(int minor) {
        return new Check(id, minor, instead, pod -> pod.userNamespaces() ? Optional.empty() : test.apply(pod));
    }
}
