package org.nakhoda.db.schema;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The one row that says which epoch may write. */
@Entity
@Table(name = "leadership")
public class Leadership {
    public static final short ID = 1;

    @Id
    private short id;

    private long epoch;
    private String holder;
    private Instant since;

    protected Leadership() {}

    public long epoch() {
        return epoch;
    }

    public String holder() {
        return holder;
    }

    public Instant since() {
        return since;
    }

    /** Begins the next epoch; whoever wrote under the one before is fenced. */
    public void passTo(String newHolder, Instant now) {
        passTo(epoch + 1, newHolder, now);
    }

    /**
     * Begins the epoch that the masters have agreed on.
     *
     * @throws IllegalStateException if it is not later than this one
     */
    public void passTo(long next, String newHolder, Instant now) {
        if (next <= epoch) {
            throw new IllegalStateException("epoch " + next + " cannot follow epoch " + epoch);
        }
        epoch = next;
        holder = newHolder;
        since = now;
    }
}
