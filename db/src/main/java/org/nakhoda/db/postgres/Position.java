package org.nakhoda.db.postgres;

/**
 * How far a server's data go. Those of two servers are compared by epoch first, then by what they received.
 *
 * @param inRecovery whether it is a standby
 * @param epoch the newest epoch that began in its data; 0 if there is no schema yet
 * @param received the end of the write-ahead log that is here. Of a standby that has replayed it all it is the end of the
 *     last whole record: a torn one at the end is nobody's commit
 * @param replayed how much of it has been replayed; if that is less than {@code received}, then the waiting for it was
 *     given up, and the epoch may be behind too
 */
public record Position(boolean inRecovery, long epoch, long received, long replayed) {}
