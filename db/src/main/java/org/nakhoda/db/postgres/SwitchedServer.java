package org.nakhoda.db.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A server that can be exchanged for another one over the same data, while who uses it goes on with the same object. */
public final class SwitchedServer implements DatabaseServer {
    private final DataSource dataSource = new CurrentDataSource();
    private volatile DatabaseServer current;

    public SwitchedServer(DatabaseServer first) {
        this.current = first;
    }

    /** From now on connections go to another server; the one before is the caller's to close. */
    public void switchTo(DatabaseServer other) {
        current = other;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public String description() {
        return current.description();
    }

    @Override
    public void close() {
        current.close();
    }

    private final class CurrentDataSource implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return current.dataSource().getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return current.dataSource().getConnection(user, password);
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return current.dataSource().getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            current.dataSource().setLogWriter(out);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return current.dataSource().getLoginTimeout();
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            current.dataSource().setLoginTimeout(seconds);
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return current.dataSource().getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return current.dataSource().unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return current.dataSource().isWrapperFor(type);
        }
    }
}
