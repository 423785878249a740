package org.nakhoda.db.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema {@value #SCHEMA} to the newest version. */
public final class SchemaMigration {
    /** Where all tables live, so that an external database can be shared with others. */
    public static final String SCHEMA = "nakhoda";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
    private static final String NEWEST_VERSION = "2";
    private static final String HISTORY_TABLE = "schema_history";

    private SchemaMigration() {}

    /** Flyway itself is loaded only if there is something to do: that is the quicker start. */
    public static void run(DataSource dataSource) throws SQLException {
        if (upToDate(dataSource)) {
            return;
        }
        Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(dataSource)
                .schemas(SCHEMA)
                .table(HISTORY_TABLE)
                .createSchemas(true)
                .locations("classpath:org/nakhoda/db/schema/migration")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "true"))
                .load()
                .migrate();
        LOG.info("migrated the schema {} to version {}", SCHEMA, NEWEST_VERSION);
    }

    /** Whether {@link #run} would have nothing to do. */
    public static boolean upToDate(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (Statement statement = connection.createStatement();
                    ResultSet found =
                            statement.executeQuery("select to_regclass('" + SCHEMA + "." + HISTORY_TABLE + "')")) {
                found.next();
                if (found.getString(1) == null) {
                    return false;
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(
                    "select 1 from " + SCHEMA + "." + HISTORY_TABLE + " where version = ? and success")) {
                statement.setString(1, NEWEST_VERSION);
                try (ResultSet found = statement.executeQuery()) {
                    return found.next();
                }
            }
        }
    }
}
