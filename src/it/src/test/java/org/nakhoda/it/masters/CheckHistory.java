package org.nakhoda.it.masters;

import java.nio.file.Path;
import java.util.List;
import org.nakhoda.it.masters.history.Checker;
import org.nakhoda.it.masters.history.History;
import org.nakhoda.it.masters.history.HistoryFile;

/** Judges a history that a round left: {@code CheckHistory FILE}. */
public final class CheckHistory {
    private CheckHistory() {}

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        History history = HistoryFile.read(file);
        Report report = Report.of(file.getFileName().toString(), history, List.of(), Checker.check(history));
        System.out.println(Report.head());
        System.out.println(report.row());
        System.out.print(report.faultsFound());
    }
}
