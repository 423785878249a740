package org.nakhoda.dist.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java with which the cluster's processes run: the launcher's own, which the script has picked. */
final class JavaRuntime {
    private JavaRuntime() {}

    static String command() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** From 25 on an archive holds loaded and linked classes and profiles, before that parsed ones. */
    private static boolean aheadOfTime() {
        return Runtime.version().feature() >= 25;
    }

    /** The flags that use a class archive, none if it was not made. */
    static List<String> classArchive(Path archive) {
        if (!Files.isRegularFile(archive)) {
            return List.of();
        }
        return aheadOfTime()
                ? List.of("-XX:AOTCache=" + archive, "-Xlog:aot=off")
                : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off");
    }

    /** The flag that makes a class archive when the process ends. */
    static String archiveOutput(Path archive) {
        return (aheadOfTime() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
    }

    /** Flags for small processes that should start at once and stay small. */
    static List<String> small(String heap) {
        return new ArrayList<>(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }
}
