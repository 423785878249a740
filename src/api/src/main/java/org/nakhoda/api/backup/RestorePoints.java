package org.nakhoda.api.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.backup.BackupException.Reason;
import org.nakhoda.api.meta.Revision;

/**
 * To which states a backup can be taken back. An earlier state is made by undoing the events after it, and an event can be
 * undone if it is an addition, or if the state before it is known: its own event is kept, or it stands beside the event.
 */
public final class RestorePoints {
    private final BackupHeader header;

    /** Newest first. */
    private final List<Point> points = new ArrayList<>();

    /** Events that can be undone only if the history reaches back to the second revision. */
    private final List<Need> needs = new ArrayList<>();

    private record Point(long revision, Instant at) {}

    private record Need(long event, long previous) {}

    public RestorePoints(BackupHeader header) {
        this.header = header;
    }

    /** Takes note of every record of a backup, in its order. */
    public void add(BackupRecord record) {
        if (record instanceof BackupRecord.Event event) {
            points.add(new Point(event.revision().value(), event.at()));
            event.previous()
                    .ifPresent(previous -> needs.add(new Need(event.revision().value(), previous.value())));
        } else if (record instanceof BackupRecord.Before before
                && !needs.isEmpty()
                && needs.get(needs.size() - 1).event() == before.revision().value()) {
            needs.remove(needs.size() - 1);
        }
    }

    /** The earliest state that can be made. */
    public Revision earliest() {
        if (points.isEmpty()) {
            return header.revision();
        }
        long oldest = points.get(points.size() - 1).revision();
        long earliest = oldest - 1;
        for (Need need : needs) {
            if (need.previous() < oldest) {
                earliest = Math.max(earliest, need.event());
            }
        }
        return new Revision(earliest);
    }

    /**
     * @return the revision whose state is asked for
     * @throws BackupException OUTSIDE_OF_HISTORY, saying from when to when it is possible
     */
    public Revision resolve(AsOf asked) throws BackupException {
        Optional<Revision> found;
        if (asked instanceof AsOf.At at) {
            found = Optional.of(at.revision());
        } else if (asked instanceof AsOf.Time time) {
            found = at(time.time());
        } else {
            return header.revision();
        }
        Revision earliest = earliest();
        return found.filter(revision -> !earliest.isAfter(revision) && !revision.isAfter(header.revision()))
                .orElseThrow(() -> new BackupException(Reason.OUTSIDE_OF_HISTORY, range(earliest)));
    }

    private Optional<Revision> at(Instant time) {
        if (time.isAfter(header.created())) {
            return Optional.empty();
        }
        for (Point point : points) {
            if (!point.at().isAfter(time)) {
                return Optional.of(new Revision(point.revision()));
            }
        }
        return Optional.empty();
    }

    private String range(Revision earliest) {
        Instant since = header.created();
        for (Point point : points) {
            if (point.revision() >= earliest.value()) {
                since = point.at();
            }
        }
        return "the backup can be restored as of revision " + earliest + " to " + header.revision() + ", which is from "
                + since + " to " + header.created();
    }
}
