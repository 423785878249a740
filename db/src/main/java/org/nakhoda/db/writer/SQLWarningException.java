package org.nakhoda.db.writer;

import java.sql.SQLException;
import java.sql.SQLWarning;

/** A commit that reported success and a warning: whether it is durable everywhere it must be is unknown. */
final class SQLWarningException extends SQLException {
    private static final long serialVersionUID = 1L;

    SQLWarningException(SQLWarning warning) {
        super(warning.getMessage(), warning.getSQLState(), warning);
    }
}
