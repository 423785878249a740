package org.nakhoda.api.table;

import org.nakhoda.api.meta.Revision;

/**
 * A list's own metadata.
 *
 * @param continueToken null on the last page
 * @param remaining how many objects follow; null if unknown
 */
public record ListPosition(Revision revision, String continueToken, Long remaining) {
    public static ListPosition complete(Revision revision) {
        return new ListPosition(revision, null, null);
    }
}
