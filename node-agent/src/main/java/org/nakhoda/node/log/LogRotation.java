package org.nakhoda.node.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.Container;
import org.nakhoda.node.cri.v1.ContainerState;
import org.nakhoda.node.runtime.RuntimeLabels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps containers' logs from filling the disk: a log above 10 MiB is put aside, and of those put aside the last 4 stay. */
public final class LogRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final long LARGEST = 10L << 20;
    private static final int KEPT = 4;
    private static final int EVERY_SECONDS = 10;
    private static final DateTimeFormatter SUFFIX =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Cri cri;
    private final Path logs;
    private final ScheduledExecutorService timer;
    private ScheduledFuture<?> task;

    /** @param logs {@code NAMESPACE_NAME_UID/CONTAINER/ATTEMPT.log} */
    public LogRotation(Cri cri, Path logs, ScheduledExecutorService timer) {
        this.cri = cri;
        this.logs = logs;
        this.timer = timer;
    }

    public void start() {
        task = timer.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            for (Path pod : entries(logs)) {
                for (Path container : entries(pod)) {
                    for (Path log : entries(container)) {
                        if (log.toString().endsWith(".log") && Files.size(log) > LARGEST) {
                            rotate(pod, container, log);
                        }
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("logs not rotated: {}", e.toString());
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> result = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(result::add);
            }
        }
        return result;
    }

    private void rotate(Path pod, Path container, Path log) throws IOException {
        String name = pod.getFileName().toString();
        String uid = name.substring(name.lastIndexOf('_') + 1);
        Map<String, String> labels = Map.of(
                RuntimeLabels.POD_UID,
                uid,
                RuntimeLabels.CONTAINER_NAME,
                container.getFileName().toString());
        String attempt = log.getFileName().toString().replace(".log", "");
        for (Container candidate : cri.listContainers(labels)) {
            boolean writes = candidate.getState() == ContainerState.CONTAINER_RUNNING
                    && attempt.equals(Integer.toString(candidate.getMetadata().getAttempt()));
            if (writes) {
                Path aside = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(Instant.now()));
                Files.move(log, aside);
                try {
                    cri.reopenContainerLog(candidate.getId());
                } catch (CriException e) {
                    // the runtime still writes into the old file
                    Files.move(aside, log);
                    throw e;
                }
            }
        }
        List<Path> old = entries(container).stream()
                .filter(file -> file.getFileName().toString().startsWith(log.getFileName() + "."))
                .sorted(Comparator.comparing(Path::toString).reversed())
                .toList();
        for (Path file : old.stream().skip(KEPT).toList()) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        if (task != null) {
            task.cancel(false);
        }
    }
}
