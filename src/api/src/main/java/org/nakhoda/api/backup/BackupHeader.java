package org.nakhoda.api.backup;

import java.time.Instant;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;

/**
 * What a backup says of itself.
 *
 * @param product the version that wrote it, for people
 * @param created when it was written
 * @param cluster the uid of the namespace kube-system, by which clusters are told apart; empty if there was none yet
 * @param clusterCreated when that was created
 * @param revision everything is as of this revision
 */
public record BackupHeader(
        String product, Instant created, String cluster, Optional<Instant> clusterCreated, Revision revision) {
    /** The one format that is written and read. */
    public static final int FORMAT = 1;
}
