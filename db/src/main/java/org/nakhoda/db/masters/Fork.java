package org.nakhoda.db.masters;

/**
 * Where an epoch's history leaves the one before it: a database that has written beyond {@code position} in an earlier epoch
 * has to be made anew before it can follow.
 *
 * @param position in the write-ahead log, in bytes (PostgreSQL's pg_lsn as a number)
 */
public record Fork(long epoch, long position) {}
