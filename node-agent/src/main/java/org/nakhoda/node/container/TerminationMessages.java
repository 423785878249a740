package org.nakhoda.node.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nakhoda.node.log.LogFile;
import org.nakhoda.node.runtime.RuntimeContainer;
import org.nakhoda.node.runtime.RuntimeLabels;

/** What a container says of its own end: in a file of its own or, if its policy says so and it failed, in its log. */
public final class TerminationMessages {
    private static final int LONGEST = 4096;
    private static final int LONGEST_FROM_LOG = 2048;
    private static final int LINES_FROM_LOG = 80;

    private TerminationMessages() {}

    /** Empty if it said nothing; then the runtime's own message may say something. */
    public static String read(RuntimeContainer ended) {
        String message = ended.messageFile().map(TerminationMessages::fromFile).orElse("");
        boolean fromLog = ended.annotation(RuntimeLabels.TERMINATION_MESSAGE_POLICY)
                .filter("FallbackToLogsOnError"::equals)
                .isPresent();
        if (message.isEmpty()
                && fromLog
                && ended.exitCode() != 0
                && !ended.logPath().isEmpty()) {
            message = fromLog(Path.of(ended.logPath()));
        }
        return message.isEmpty() ? ended.message() : message;
    }

    private static String fromFile(Path file) {
        try {
            // what the container made of its file must not lead the agent elsewhere
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return "";
            }
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return "";
        }
    }

    private static String fromLog(Path log) {
        try {
            List<byte[]> lines = LogFile.lastLines(log, LINES_FROM_LOG);
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(new String(line, StandardCharsets.UTF_8)));
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            int from = Math.max(0, bytes.length - LONGEST_FROM_LOG);
            return new String(Arrays.copyOfRange(bytes, from, bytes.length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
