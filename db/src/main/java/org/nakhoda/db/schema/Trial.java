package org.nakhoda.db.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database that somebody else runs can hold the store. Many databases speak PostgreSQL's protocol, and each knows a
 * part of PostgreSQL's language; neither name nor version tells which. So every feature is used once, each in a transaction
 * of its own that is rolled back: nothing is left, and all that is lacking is known at once.
 */
public final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);
    private static final int OLDEST_VERSION = 15;

    private static final String EPOCH =
            "create table SCHEMA.trial_epoch (id smallint primary key check (id = 1), epoch bigint not null)";
    private static final String EPOCH_ROW = "insert into SCHEMA.trial_epoch (id, epoch) values (1, 7)";
    private static final String OBJECTS =
            "create table SCHEMA.trial_object (name text collate \"C\" primary key, document text) with (fillfactor = 70)";
    private static final String EVENTS =
            "create table SCHEMA.trial_event (revision bigint primary key, at timestamptz default transaction_timestamp())"
                    + " partition by range (revision)";
    private static final String PARTITION =
            "create table SCHEMA.trial_event_0 partition of SCHEMA.trial_event for values from (0) to (10)";

    /** What may be left where a rollback does not undo tables. */
    private static final String LEFT =
            "drop table if exists SCHEMA.trial_epoch, SCHEMA.trial_object, SCHEMA.trial_event cascade";

    /** The writer's statement in small. */
    private static final String BATCH = """
            with led as materialized (
                select 1 from SCHEMA.trial_epoch where id = 1 and epoch = 7 for share
            ), input as materialized (
                select name, convert_from(document, 'UTF8') as document
                from unnest('{a}'::text[], array['b'::bytea]) as t (name, document)
                where exists (select from led)
            ), removed as (
                delete from SCHEMA.trial_object c using input i where c.name = i.name and i.document = 'gone'
            ), stored as (
                insert into SCHEMA.trial_object (name, document) select name, document from input
                on conflict (name) do update set document = excluded.document
            )
            select count(*) from led""";

    private static final List<Feature> FEATURES = List.of(
            new Feature("a schema and tables, made in a transaction", EPOCH, OBJECTS),
            new Feature("tables partitioned by range", EVENTS, PARTITION),
            new Feature(
                    "rows locked with FOR UPDATE and FOR SHARE",
                    EPOCH,
                    EPOCH_ROW,
                    "select epoch from SCHEMA.trial_epoch where id = 1 for update",
                    "select epoch from SCHEMA.trial_epoch where id = 1 for share"),
            new Feature(
                    "a WITH query over arrays that writes to several tables",
                    EPOCH,
                    EPOCH_ROW,
                    OBJECTS,
                    BATCH,
                    "select document from SCHEMA.trial_object where name = 'a'"),
            new Feature(
                    "partitions in the catalogue (pg_inherits, pg_get_expr, regclass)",
                    EVENTS,
                    PARTITION,
                    "select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                            + " where i.inhparent = 'SCHEMA.trial_event'::regclass"),
            new Feature("advisory locks", "select pg_try_advisory_xact_lock(7012346)"),
            new Feature("lock_timeout", "set lock_timeout = '5s'"),
            new Feature("clock_timestamp() and intervals", "select clock_timestamp() - interval '1 millisecond'"),
            new Feature("jsonb", "select '{\"a\": 1}'::jsonb #>> '{a}'"));

    private Trial() {}

    /**
     * @param product what the database calls itself
     * @param lacks each with what the database said; empty if it has all
     */
    public record Verdict(String product, List<String> lacks) {}

    /** @param statements each that asks has to be answered with a row */
    private record Feature(String name, String... statements) {}

    /**
     * A database whose schema is the newest has passed before, and is asked for its version only.
     *
     * @throws SQLException if the database cannot be reached
     */
    public static Verdict of(DataSource dataSource) throws SQLException {
        String product;
        List<String> lacks = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            product = product(connection);
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_VERSION) {
                lacks.add("what came after PostgreSQL " + version + ": " + OLDEST_VERSION + " or later is needed");
            }
        }
        if (!migrated(dataSource)) {
            for (Feature feature : FEATURES) {
                // a connection each: what is not understood may break it
                try (Connection connection = dataSource.getConnection()) {
                    attempt(connection, feature, lacks);
                }
            }
        }
        return new Verdict(product, List.copyOf(lacks));
    }

    private static String product(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select version()")) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            LOG.debug("the database does not answer version()", e);
            return connection.getMetaData().getDatabaseProductName() + " "
                    + connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static boolean migrated(DataSource dataSource) {
        try {
            return SchemaMigration.upToDate(dataSource);
        } catch (SQLException e) {
            LOG.debug("a database that cannot tell its schema has none of ours", e);
            return false;
        }
    }

    private static void attempt(Connection connection, Feature feature, List<String> lacks) {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            use(statement, feature);
        } catch (SQLException e) {
            LOG.debug("the database lacks {}", feature.name(), e);
            lacks.add(feature.name() + " (" + e.getMessage().lines().findFirst().orElse("no reason given") + ")");
        }
        try (Statement statement = connection.createStatement()) {
            connection.rollback();
            connection.setAutoCommit(true);
            statement.execute(inSchema(LEFT));
        } catch (SQLException e) {
            LOG.debug("nothing to clear away, or no way to", e);
        }
    }

    private static void use(Statement statement, Feature feature) throws SQLException {
        if (String.join("", feature.statements()).contains("SCHEMA")) {
            try (ResultSet found = statement.executeQuery(
                    "select 1 from pg_namespace where nspname = '" + SchemaMigration.SCHEMA + "'")) {
                if (!found.next()) {
                    statement.execute(inSchema("create schema SCHEMA"));
                }
            }
        }
        for (String sql : feature.statements()) {
            if (statement.execute(inSchema(sql)) && !statement.getResultSet().next()) {
                throw new SQLException("no answer to " + inSchema(sql));
            }
        }
    }

    private static String inSchema(String sql) {
        return sql.replace("SCHEMA", SchemaMigration.SCHEMA);
    }
}
