package org.nakhoda.apiserver.representation;

import java.io.IOException;
import java.io.OutputStream;

/** Gathers small pieces into large writes. */
final class Chunks {
    private static final int CHUNK = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[CHUNK];
    private int used;

    Chunks(OutputStream out) {
        this.out = out;
    }

    void write(char ascii) throws IOException {
        if (used == CHUNK) {
            flush();
        }
        buffer[used++] = (byte) ascii;
    }

    void write(byte[] bytes) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            if (used == CHUNK) {
                flush();
            }
            int part = Math.min(bytes.length - from, CHUNK - used);
            System.arraycopy(bytes, from, buffer, used, part);
            used += part;
            from += part;
        }
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
