package org.nakhoda.db.postgres;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection settings that every connection of the store shares. */
final class Connections {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private Connections() {}

    /** To the server beside this process; its port is set when it is known. */
    static PGSimpleDataSource local(String password, Duration socketTimeout) {
        PGSimpleDataSource source = configure(new PGSimpleDataSource(), socketTimeout);
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setDatabaseName("postgres");
        source.setUser(DatabaseFolder.USER);
        source.setPassword(password);
        return source;
    }

    /**
     * @param socketTimeout how long an answer may take before the connection counts as dead. It is the only time limit on
     *     a commit: a statement timeout would cancel the wait for the standbys and then report success.
     */
    static PGSimpleDataSource configure(PGSimpleDataSource source, Duration socketTimeout) {
        source.setConnectTimeout(Math.toIntExact(CONNECT_TIMEOUT.toSeconds()));
        source.setSocketTimeout(Math.toIntExact(socketTimeout.toSeconds()));
        source.setTcpKeepAlive(true);
        source.setPrepareThreshold(1);
        source.setApplicationName("nakhoda");
        return source;
    }
}
