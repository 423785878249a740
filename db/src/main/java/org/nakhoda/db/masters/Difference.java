package org.nakhoda.db.masters;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * That this member's database is not the same as another's.
 *
 * @param what in words
 * @param part where
 */
record Difference(String what, Part part) {
    /** A part of the database, which can be compared with any member's, and again. */
    interface Part {
        /**
         * @return what differs, in words
         * @throws IOException if the other one does not answer, or does not know the question
         * @throws SQLException of the database here
         */
        Optional<String> differsFrom(Member other) throws IOException, SQLException;
    }

    /** Goes through one table, from its beginning to its end and over again. */
    interface Round {
        /** The next part, compared with the leader's; the same once more after a failure. */
        Optional<Difference> next(Member leader) throws IOException, SQLException;
    }

    static Optional<Difference> of(Part part, Member other) throws IOException, SQLException {
        return part.differsFrom(other).map(what -> new Difference(what, part));
    }
}
