package org.nakhoda.db.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.nakhoda.db.postgres.ReplicationConnection.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of another server's whole data directory, with the write-ahead log that makes it consistent, streamed while that
 * server goes on. The server checks its data's checksums on the way, and compresses: a process that has just begun decrypts some
 * megabytes a second, and a database is a fifth of its size then. Source: PostgreSQL's documentation, "Streaming
 * Replication Protocol", BASE_BACKUP, as of version 15.
 */
final class BaseBackup implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(BaseBackup.class);

    /** A checkpoint comes before the first byte. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final int END_OF_NAMES = 2;

    private final ReplicationConnection connection;

    private BaseBackup(ReplicationConnection connection) {
        this.connection = connection;
    }

    /** Returns when the source has begun to send. */
    static BaseBackup begin(Upstream source, SSLContext tls) throws IOException {
        ReplicationConnection connection = ReplicationConnection.open(
                source, tls, Map.of("replication", "true", "application_name", "nakhoda base backup"), SILENCE);
        try {
            connection.query("BASE_BACKUP (LABEL 'nakhoda', CHECKPOINT 'fast', WAL true, MANIFEST 'no',"
                    + " COMPRESSION 'gzip', COMPRESSION_DETAIL 'level=1')");
            while (connection.next().type() != 'H') {
                // the position of the beginning and the list of tablespaces come first
            }
            return new BaseBackup(connection);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Unpacks everything into {@code directory} and sees that it is on disk.
     *
     * @param bytes told how many have come so far, compressed
     */
    void unpackInto(Path directory, ServerAccount account, Consumer<Long> bytes)
            throws IOException, InterruptedException {
        Process tar = new ProcessBuilder(account.command(List.of(
                        "tar", "-x", "-z", "-C", directory.toAbsolutePath().toString())))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        try {
            try (OutputStream out = tar.getOutputStream()) {
                receive(out, bytes);
            }
            String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tar.waitFor() != 0) {
                throw new IOException("unpacking the base backup failed: " + said);
            }
        } finally {
            tar.destroyForcibly().waitFor();
        }
        Process sync = new ProcessBuilder("sync", "-f", directory.toString())
                .inheritIO()
                .start();
        if (sync.waitFor() != 0) {
            throw new IOException("the base backup in " + directory + " cannot be brought to disk");
        }
    }

    private void receive(OutputStream out, Consumer<Long> bytes) throws IOException {
        long received = 0;
        int archives = 0;
        while (true) {
            Message message = connection.next();
            if (message.type() == 'd') {
                byte[] body = message.body();
                if (body.length == 0) {
                    throw ReplicationConnection.tornMessage(message);
                }
                switch (body[0]) {
                    case 'n' -> requireOnlyMain(body, ++archives);
                    case 'd' -> {
                        out.write(body, 1, body.length - 1);
                        received += body.length - 1;
                        bytes.accept(received);
                    }
                    case 'p' -> {
                        // how far the source has got, which the bytes tell as well
                    }
                    default -> throw new IOException("the base backup has a part of unknown type " + body[0]);
                }
            } else if (message.type() == 'Z') {
                // the end's position came before: errors, such as broken checksums, are told until then
                return;
            }
        }
    }

    private static void requireOnlyMain(byte[] body, int archives) throws IOException {
        if (archives > 1) {
            String names = new String(body, 1, Math.max(0, body.length - END_OF_NAMES), StandardCharsets.UTF_8);
            throw new IOException(
                    "the source has tablespaces of its own, which are not copied: " + names.replace('\0', ' '));
        }
    }

    /** Ends an {@link #unpackInto} in another thread. */
    void breakOff() {
        try {
            close();
        } catch (IOException e) {
            LOG.debug("the base backup's connection does not close", e);
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
