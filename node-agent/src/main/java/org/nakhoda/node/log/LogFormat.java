package org.nakhoda.node.log;

import java.nio.charset.StandardCharsets;

/** Entries as readers get them. */
final class LogFormat {
    private LogFormat() {}

    /** The content, after its time if that is wanted, with a line feed unless the line goes on in the next entry. */
    static byte[] render(LogLine line, boolean timestamps) {
        byte[] prefix = timestamps ? (line.time() + " ").getBytes(StandardCharsets.UTF_8) : new byte[0];
        byte[] bytes = new byte[prefix.length + line.content().length + (line.partial() ? 0 : 1)];
        System.arraycopy(prefix, 0, bytes, 0, prefix.length);
        System.arraycopy(line.content(), 0, bytes, prefix.length, line.content().length);
        if (!line.partial()) {
            bytes[bytes.length - 1] = '\n';
        }
        return bytes;
    }
}
