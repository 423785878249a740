package org.nakhoda.it.masters.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.it.cluster.Shell;

/** What is sent to processes: to all of them by one command, so that they get it at about the same moment. */
public enum Signal {
    KILL,
    STOP,
    CONT,
    HUP;

    /** Those that are gone are passed over. */
    public void send(List<ProcessHandle> processes) {
        if (processes.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", "-" + name()));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        new Shell(List.of(), Map.of(), Path.of("/")).run(command.toArray(String[]::new));
    }
}
