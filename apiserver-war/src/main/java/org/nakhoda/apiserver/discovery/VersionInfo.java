package org.nakhoda.apiserver.discovery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which Kubernetes API this server speaks and from what it was built.
 *
 * @param build what follows {@code +} in the version, such as {@code nakhoda-0.1.0}
 * @param gitCommit empty if unknown
 */
public record VersionInfo(int major, int minor, int patch, String build, String gitCommit, Instant buildDate) {
    /** The version of the API whose kinds and behaviour are implemented. */
    public static VersionInfo kubernetes(String build, String gitCommit, Instant buildDate) {
        return new VersionInfo(1, 36, 0, build, gitCommit, buildDate.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Such as {@code v1.36.0+nakhoda-0.1.0}. */
    public String gitVersion() {
        return "v" + major + "." + minor + "." + patch + "+" + build;
    }
}
