package org.nakhoda.db.writer;

import java.time.Instant;
import java.util.function.LongSupplier;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.nakhoda.db.schema.Leadership;

/** The row that fences writers: who leads holds it shared in every transaction, who begins to lead takes it alone. */
public final class LeadershipRow {
    private LeadershipRow() {}

    /**
     * Begins a new epoch. When this returns no transaction of an earlier epoch is under way and none will succeed.
     *
     * @param holder who leads now, for people
     */
    public static long begin(StatelessSession session, String holder, Instant now) {
        return inTransaction(session, () -> {
            Leadership leadership = session.get(Leadership.class, Leadership.ID, LockMode.PESSIMISTIC_WRITE);
            leadership.passTo(holder, now);
            session.update(leadership);
            return leadership.epoch();
        });
    }

    /**
     * The same for an epoch that the masters have agreed on.
     *
     * @throws IllegalStateException if a later one has begun
     */
    public static void begin(StatelessSession session, long epoch, String holder, Instant now) {
        inTransaction(session, () -> {
            Leadership leadership = session.get(Leadership.class, Leadership.ID, LockMode.PESSIMISTIC_WRITE);
            leadership.passTo(epoch, holder, now);
            session.update(leadership);
            return epoch;
        });
    }

    /** The epoch by now, read when no transaction of any epoch is under way. */
    static long settled(StatelessSession session) {
        return inTransaction(session, () -> session.get(Leadership.class, Leadership.ID, LockMode.PESSIMISTIC_WRITE)
                .epoch());
    }

    /** The epoch as it is, without waiting for anybody. */
    static long read(StatelessSession session) {
        return inTransaction(
                session, () -> session.get(Leadership.class, Leadership.ID).epoch());
    }

    private static long inTransaction(StatelessSession session, LongSupplier work) {
        session.beginTransaction();
        try {
            long result = work.getAsLong();
            session.getTransaction().commit();
            return result;
        } catch (RuntimeException e) {
            if (session.getTransaction().isActive()) {
                session.getTransaction().rollback();
            }
            throw e;
        }
    }
}
