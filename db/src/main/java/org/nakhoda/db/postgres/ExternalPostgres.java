package org.nakhoda.db.postgres;

import java.time.Duration;
import javax.sql.DataSource;
import org.nakhoda.api.settings.Settings;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL 15 or newer that somebody else runs. */
public final class ExternalPostgres implements DatabaseServer {
    private final PGSimpleDataSource dataSource;

    public ExternalPostgres(Settings.Database database, Duration socketTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.url());
        if (!database.user().isEmpty()) {
            source.setUser(database.user());
        }
        if (!database.password().isEmpty()) {
            source.setPassword(database.password());
        }
        this.dataSource = Connections.configure(source, socketTimeout);
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public String description() {
        return "PostgreSQL at " + String.join(",", dataSource.getServerNames()) + "/" + dataSource.getDatabaseName();
    }

    @Override
    public void close() {
        // its connections are closed by those who opened them; the server is not ours to stop
    }
}
