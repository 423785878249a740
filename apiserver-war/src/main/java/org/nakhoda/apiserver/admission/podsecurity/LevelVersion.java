package org.nakhoda.apiserver.admission.podsecurity;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standard as it was in a version of Kubernetes.
 *
 * @param minor of the version 1.x; {@link #LATEST} follows every change
 */
record LevelVersion(Level level, int minor) {
    static final int LATEST = Integer.MAX_VALUE;
    static final LevelVersion PRIVILEGED = new LevelVersion(Level.PRIVILEGED, LATEST);

    private static final Pattern VERSION = Pattern.compile("v1\\.(0|[1-9][0-9]{0,8})");

    static OptionalInt version(String text) {
        if (text.equals("latest")) {
            return OptionalInt.of(LATEST);
        }
        Matcher matcher = VERSION.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    LevelVersion withLevel(Level other) {
        return new LevelVersion(other, minor);
    }

    LevelVersion withMinor(int other) {
        return new LevelVersion(level, other);
    }

    boolean checksNothing() {
        return level == Level.PRIVILEGED;
    }

    @Override
    public String toString() {
        return level + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }

    /** Why a pod does not keep to this standard; empty if it does. */
    Optional<Violations> violations(PodUnderTest pod) {
        return Checks.violations(this, pod);
    }
}
