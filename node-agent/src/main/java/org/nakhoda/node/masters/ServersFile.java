package org.nakhoda.node.masters;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API servers in a file that only its owner reads, one to a line as {@code https://HOST:PORT}. It is what was last known: to lose
 * it costs nothing that is not learnt again.
 */
final class ServersFile {
    private static final Logger LOG = LoggerFactory.getLogger(ServersFile.class);

    private final Path file;

    ServersFile(Path file) {
        this.file = file;
    }

    /** Empty, with a warning, if the file is not as {@link #write} leaves it; empty if there is none. */
    List<URI> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream().map(ServersFile::server).toList();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is ignored, the masters in it are learnt anew: {}", file, e.getMessage());
            return List.of();
        }
    }

    private static URI server(String line) {
        URI uri = URI.create(line);
        boolean whole = "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() > 0
                && line.equals("https://" + uri.getHost() + ":" + uri.getPort());
        if (!whole) {
            throw new IllegalArgumentException("\"" + line + "\" is not an API server");
        }
        return uri;
    }

    /** All at once: who reads it finds the old servers or the new ones, even after a power failure. */
    void write(List<URI> servers) throws IOException {
        StringBuilder lines = new StringBuilder();
        servers.forEach(server -> lines.append(server).append('\n'));
        Files.createDirectories(file.getParent());
        Path incoming = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(incoming);
        try (FileChannel out = FileChannel.open(
                incoming,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(incoming, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
