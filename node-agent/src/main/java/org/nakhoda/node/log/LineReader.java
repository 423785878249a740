package org.nakhoda.node.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;

/** Reads a growing file line by line: a line that has not ended yet is not given out until it has. */
final class LineReader {
    private final RandomAccessFile file;
    private final byte[] buffer = new byte[32 * 1024];
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private int from;
    private int to;

    LineReader(RandomAccessFile file) {
        this.file = file;
    }

    /** @return without the line feed; null if there is no whole line now */
    byte[] next() throws IOException {
        while (true) {
            for (int i = from; i < to; i++) {
                if (buffer[i] == '\n') {
                    pending.write(buffer, from, i - from);
                    from = i + 1;
                    byte[] line = pending.toByteArray();
                    pending.reset();
                    return line;
                }
            }
            pending.write(buffer, from, to - from);
            from = 0;
            to = 0;
            int count = file.read(buffer);
            if (count <= 0) {
                return null;
            }
            to = count;
        }
    }
}
