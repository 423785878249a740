package org.nakhoda.node.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One entry of a log in the format of container runtimes: {@code TIME STREAM TAGS CONTENT}. A line that was too long, or
 * had not ended when it was written, is several entries of which all but the last are tagged {@code P}.
 *
 * @param time as it was written
 * @param content without the line's end
 */
record LogLine(String time, boolean stderr, boolean partial, byte[] content) {
    private static final byte SPACE = ' ';

    /** @return empty if it is no such entry */
    static Optional<LogLine> parse(byte[] line) {
        int first = indexOf(line, 0);
        int second = first < 0 ? -1 : indexOf(line, first + 1);
        if (second < 0) {
            return Optional.empty();
        }
        int third = indexOf(line, second + 1);
        String stream = text(line, first + 1, second);
        if (!stream.equals("stdout") && !stream.equals("stderr")) {
            return Optional.empty();
        }
        String tags = text(line, second + 1, third < 0 ? line.length : third);
        byte[] content = third < 0 ? new byte[0] : Arrays.copyOfRange(line, third + 1, line.length);
        boolean partial = tags.equals("P") || tags.startsWith("P:");
        return Optional.of(new LogLine(text(line, 0, first), stream.equals("stderr"), partial, content));
    }

    /** When it was written; the beginning of time if that cannot be read. */
    Instant instant() {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(time, Instant::from);
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    private static int indexOf(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == SPACE) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }
}
