package org.nakhoda.db.writer;

import java.sql.SQLException;

/** What a failed statement means for its writes. The only place that reads SQLSTATE codes. */
enum Failure {
    /** The server refused what one of the writes holds; the connection is fine and nothing was written. */
    BAD_DATA,
    /** The server answered with an error; nothing was written. */
    REFUSED,
    /** The connection broke, or the server was not sure itself: the batch may be durable. */
    UNKNOWN;

    static Failure of(SQLException exception) {
        String state = exception.getSQLState();
        if (exception instanceof SQLWarningException || state == null || state.length() != 5) {
            return UNKNOWN;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23", "54" -> BAD_DATA;
            // connection lost, server shut down or crashed, cancelled, internal error
            case "08", "57", "58", "XX" -> UNKNOWN;
            default -> REFUSED;
        };
    }
}
