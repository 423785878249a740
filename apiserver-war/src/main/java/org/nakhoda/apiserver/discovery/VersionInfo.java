package org.nakhoda.apiserver.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

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

    /** What this very build says of itself. */
    public static VersionInfo ofThisBuild() {
        Properties build = new Properties();
        try (InputStream in = VersionInfo.class.getResourceAsStream("build.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties of the API server cannot be read", e);
        }
        String version = build.getProperty("version").replace("-SNAPSHOT", "");
        return kubernetes("nakhoda-" + version, "", Instant.parse(build.getProperty("time")));
    }

    /** The version of this program, such as {@code 0.1.0}. */
    public String program() {
        return build.substring(build.indexOf('-') + 1);
    }

    /** Such as {@code v1.36.0+nakhoda-0.1.0}. */
    public String gitVersion() {
        return "v" + major + "." + minor + "." + patch + "+" + build;
    }
}
