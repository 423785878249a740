package org.nakhoda.it.masters.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One watch request. The master ends it after a few seconds; where it cannot, because nothing comes through any more, the
 * client does.
 */
final class WatchStream {
    private static final int SECONDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(SECONDS + 2);
    private static final int GONE = 410;
    private static final ScheduledExecutorService LIMITS = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watch limits");
        thread.setDaemon(true);
        return thread;
    });

    private WatchStream() {}

    /** How a watch ended. */
    enum Ending {
        /** By time, or by a listener that had enough. */
        OVER,
        /** The master does not know what came after the revision any more. */
        TOO_OLD,
        /** It could not be had, or broke. */
        TROUBLE
    }

    /** Takes what comes. */
    interface Listener {
        /** @return whether to go on */
        boolean event(String type, JsonNode object);
    }

    /** Returns when the watch is over. */
    static Ending follow(Clients clients, Plan.Master master, long revision, Listener listener)
            throws InterruptedException {
        URI target = URI.create(clients.collection(master) + "?watch=true&allowWatchBookmarks=true&resourceVersion="
                + revision + "&timeoutSeconds=" + SECONDS);
        try {
            HttpResponse<InputStream> response = clients.api().open(target);
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    return response.statusCode() == GONE ? Ending.TOO_OLD : Ending.TROUBLE;
                }
                ScheduledFuture<?> limit = LIMITS.schedule(() -> close(body), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    return read(body, listener);
                } finally {
                    limit.cancel(false);
                }
            }
        } catch (IOException | JacksonException e) {
            // an event that was cut short was not told; the next watch tells it
            return Ending.TROUBLE;
        }
    }

    private static Ending read(InputStream body, Listener listener) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null) {
            JsonNode event = Clients.json(line);
            String type = event.at("/type").asString();
            if (type.equals("ERROR")) {
                return event.at("/object/code").asInt() == GONE ? Ending.TOO_OLD : Ending.TROUBLE;
            }
            if (!listener.event(type, event.get("object"))) {
                return Ending.OVER;
            }
            line = lines.readLine();
        }
        return Ending.OVER;
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it ends all the same
        }
    }
}
