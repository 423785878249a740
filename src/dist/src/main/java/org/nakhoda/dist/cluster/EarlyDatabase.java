package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;

/**
 * Makes a new embedded database beside the application server's boot. The master makes by itself what it does not find, and
 * waits while another process is at it; so nothing waits for this one, and its failure is the master's to tell.
 */
final class EarlyDatabase {
    /** The dictionary of the packed programs alone is 64 MB. */
    private static final String HEAP = "192m";

    private static final String MAIN_CLASS = "org.nakhoda.db.postgres.DatabaseFolder";

    private EarlyDatabase() {}

    static void begin(Settings settings, Distribution distribution, Layout layout) throws IOException {
        if (settings.externalDatabase().isPresent() || Files.isDirectory(layout.database())) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(JavaRuntime.command()));
        command.addAll(JavaRuntime.small(HEAP));
        command.addAll(List.of(
                "-cp",
                distribution.applicationClassPath(),
                MAIN_CLASS,
                layout.postgres().toString(),
                distribution.postgres().toString()));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(layout.log("postgres").toFile()))
                .start();
    }
}
