package org.nakhoda.db.postgres;

/**
 * What the embedded server runs with: nothing that could lose an acknowledged write is switched off, and nobody but this
 * machine's holder of the password can connect.
 */
final class ServerSettings {
    private ServerSettings() {}

    static String file(int port) {
        return """
                # Written by Nakhoda at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 50
                password_encryption = 'scram-sha-256'

                fsync = on
                synchronous_commit = on
                full_page_writes = on
                wal_log_hints = on
                max_wal_size = 2GB
                min_wal_size = 256MB
                checkpoint_timeout = 15min

                shared_buffers = 128MB
                work_mem = 16MB
                maintenance_work_mem = 128MB
                jit = off

                # tell a client that vanished from one that is slow
                tcp_keepalives_idle = 30
                client_connection_check_interval = 10s

                logging_collector = off
                log_line_prefix = '%%m [%%p] '
                log_timezone = 'UTC'
                timezone = 'UTC'
                """.formatted(port);
    }
}
