package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import org.nakhoda.db.postgres.DatabaseServer;

/** The database of a master, as one of several that hold the same. */
public interface Replica extends DatabaseServer {
    /**
     * How far a database is.
     *
     * @param primary whether it takes writes now
     * @param epoch the newest epoch whose beginning it holds; 0 if it holds none
     * @param end up to where its write-ahead log reaches, in bytes, without a record that is not whole
     */
    record Position(boolean primary, long epoch, long end) implements Comparable<Position> {
        /** Who has the later epoch knows more; within an epoch the log's length decides. */
        @Override
        public int compareTo(Position other) {
            int byEpoch = Long.compare(epoch, other.epoch);
            return byEpoch != 0 ? byEpoch : Long.compare(end, other.end);
        }
    }

    /**
     * A database that follows this one.
     *
     * @param flushed up to where it has confirmed to hold the log
     */
    record Follower(String name, boolean streaming, long flushed) {}

    /** Whether all members have this one database together, instead of one each. */
    boolean shared();

    /** False on a new or wiped member until {@link #rebuild} is done. */
    boolean hasData();

    /** Waits, for some seconds at most, until all that has been received is applied. */
    Position position() throws SQLException, InterruptedException;

    /** Nothing of an earlier primary's arrives any more after this; a primary stops being one, at once. */
    void detach() throws SQLException, IOException, InterruptedException;

    /**
     * A primary ends at once, as by {@link #detach}, but is started again only when it is detached: to start after that is much
     * work for the disk.
     */
    void halt() throws SQLException;

    /** Receives from another one, as soon as it can; returns at once. */
    void follow(Member upstream) throws SQLException;

    /** Whether it receives now. */
    boolean streaming();

    /** Takes writes from now on. */
    void promote() throws SQLException, InterruptedException;

    /** Every commit from now on waits for {@code confirming} of these. */
    void synchronous(int confirming, Collection<String> names) throws SQLException, InterruptedException;

    /** Throws away what is here and copies another one; follows it afterwards. */
    void rebuild(Member source, LongConsumer bytes) throws IOException, SQLException, InterruptedException;

    /** Who follows this one; of a primary. */
    List<Follower> followers() throws SQLException;

    /** Up to where a primary has written its log; of another one, up to where it has applied it. */
    long written() throws SQLException;

    /** Makes the next recovery short, in its own time. */
    void checkpoint() throws SQLException;

    /** Run, on a thread of its own, when a primary has died without being told to. */
    void onDeath(Runnable told);
}
