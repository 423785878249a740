package org.nakhoda.db.postgres;

/**
 * A standby as its primary sees it. Positions are 0 while they are unknown.
 *
 * @param name its name in the primary's synchronous set
 * @param state {@code streaming} once it has caught up, else {@code startup}, {@code catchup}, {@code backup} or
 *     {@code stopping}
 * @param syncState {@code quorum} if it is one of those that confirm commits, {@code async} if not
 */
public record StandbyProgress(
        String name, long sent, long written, long flushed, long replayed, String state, String syncState) {}
