package org.nakhoda.db.postgres;

import javax.sql.DataSource;

/** A PostgreSQL that can be connected to. */
public interface DatabaseServer extends AutoCloseable {
    /** New connections each time, to wherever the server is by now. */
    DataSource dataSource();

    /** How operators know it: host, port and database, without credentials. */
    String description();

    /** Lets go of the server; an embedded one is shut down cleanly. */
    @Override
    void close();
}
