package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reading logs from their end. */
public final class Logs {
    private static final int BLOCK = 1 << 16;

    private Logs() {}

    /** The last lines, or why there are none. */
    public static String tail(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BLOCK);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Copies what is appended from now on, until interrupted. A file that became shorter is read from its start. */
    public static void follow(Path log, OutputStream out) throws IOException, InterruptedException {
        long position = Files.exists(log) ? Files.size(log) : 0;
        byte[] block = new byte[BLOCK];
        while (true) {
            long size = Files.exists(log) ? Files.size(log) : 0;
            if (size < position) {
                position = 0;
            }
            if (size > position) {
                try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                    file.seek(position);
                    int read;
                    while ((read = file.read(block)) > 0) {
                        out.write(block, 0, read);
                        position += read;
                    }
                }
                out.flush();
            }
            Thread.sleep(200);
        }
    }
}
