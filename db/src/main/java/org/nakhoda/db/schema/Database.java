package org.nakhoda.db.schema;

import java.sql.Connection;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform;

/**
 * Hibernate over the store's tables, without a persistence unit: the store has its own transactions whatever container
 * it runs in, so nothing of a container's is looked up.
 */
public final class Database implements AutoCloseable {
    private static final String OLDEST_POSTGRESQL = "15";

    private final SessionFactory sessions;

    private Database(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Does not connect. */
    public static Database of(DataSource dataSource) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "hibernate.connection.datasource", dataSource,
                "hibernate.connection.handling_mode", "DELAYED_ACQUISITION_AND_HOLD",
                "hibernate.default_schema", SchemaMigration.SCHEMA,
                "jakarta.persistence.database-product-name", "PostgreSQL",
                "jakarta.persistence.database-major-version", OLDEST_POSTGRESQL,
                "hibernate.boot.allow_jdbc_metadata_access", "false",
                "hibernate.transaction.coordinator_class", "jdbc",
                "hibernate.transaction.jta.platform", NoJtaPlatform.INSTANCE,
                "hibernate.cache.use_second_level_cache", "false",
                "hibernate.xml_mapping_enabled", "false"));
        settings.put("jakarta.persistence.validation.mode", "none");
        ClassLoader loader = Database.class.getClassLoader();
        StandardServiceRegistryBuilder registry = new StandardServiceRegistryBuilder(
                        new BootstrapServiceRegistryBuilder()
                                .applyClassLoader(loader)
                                .build())
                .applySettings(settings);
        return new Database(new MetadataSources(registry.build())
                .addAnnotatedClass(CurrentObject.class)
                .addAnnotatedClass(Event.class)
                .addAnnotatedClass(Leadership.class)
                .buildMetadata()
                .buildSessionFactory());
    }

    /** A session with a connection of its own; the caller closes it. */
    public StatelessSession open() {
        return sessions.openStatelessSession();
    }

    /** A session over a connection that stays the caller's. */
    public StatelessSession over(Connection connection) {
        return sessions.openStatelessSession(connection);
    }

    @Override
    public void close() {
        sessions.close();
    }
}
