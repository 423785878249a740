package org.nakhoda.db.postgres;

/**
 * What the embedded server runs with: nothing that could lose an acknowledged write is switched off, and nobody but this
 * machine's holder of the password can connect.
 */
final class ServerSettings {
    private static final String COMMON = """
            unix_socket_directories = ''
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

            # two looks at the clock for each write and fsync of the log: nothing beside the disk that these wait for
            track_wal_io_timing = on

            # tell a client that vanished from one that is slow
            tcp_keepalives_idle = 30
            client_connection_check_interval = 10s

            logging_collector = off
            log_line_prefix = '%m [%p] '
            log_timezone = 'UTC'
            timezone = 'UTC'
            """;

    private ServerSettings() {}

    /** Of a server that is alone. */
    static String file(int port) {
        return """
                # Written by Nakhoda at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                max_connections = 50
                %s""".formatted(port, COMMON);
    }

    /**
     * Of a server that replicates. As long as nobody says which standbys confirm commits, no commit is confirmed. A
     * standby that is away holds back no write-ahead log beyond {@code wal_keep_size}: there are no replication slots.
     *
     * @param files where the rules of access and the certificates are
     */
    static String replica(ReplicaSettings replica, ReplicaFiles files) {
        return """
                # Written by Nakhoda at every start.
                listen_addresses = %s
                port = %d
                hba_file = %s
                ident_file = %s
                ssl = on
                ssl_cert_file = %s
                ssl_key_file = %s
                ssl_ca_file = %s
                ssl_min_protocol_version = 'TLSv1.3'

                # no standby starts with less than its primary has, or than a new database was made with
                max_connections = 100
                wal_level = replica
                max_wal_senders = 20
                wal_keep_size = 256MB
                wal_sender_timeout = 3s
                synchronous_standby_names = 'ANY 1 ("nobody yet")'

                hot_standby = on
                hot_standby_feedback = off
                max_standby_streaming_delay = 1s
                recovery_target_timeline = 'latest'
                wal_receiver_timeout = 3s
                wal_receiver_status_interval = 1s
                wal_retrieve_retry_interval = 100ms
                restart_after_crash = on
                %s""".formatted(
                        quote(replica.listenAddresses()),
                        replica.port(),
                        quote(files.hba()),
                        quote(files.ident()),
                        quote(files.certificate()),
                        quote(files.key()),
                        quote(files.authority()),
                        COMMON);
    }

    /** Passwords are for this machine's processes, certificates for the other masters, whatever their addresses. */
    static String hba() {
        return """
                # Written by Nakhoda at every start.
                hostnossl all         %1$s 127.0.0.1/32 scram-sha-256
                hostssl   all         %1$s all          cert map=masters
                hostssl   replication %1$s all          cert map=masters
                """.formatted(DatabaseFolder.USER);
    }

    static String ident() {
        return """
                # Written by Nakhoda at every start.
                masters /^nakhoda:master:.+$ %s
                """.formatted(DatabaseFolder.USER);
    }

    /** As a string in a configuration file or in SQL. */
    static String quote(Object value) {
        return "'" + value.toString().replace("'", "''") + "'";
    }
}
