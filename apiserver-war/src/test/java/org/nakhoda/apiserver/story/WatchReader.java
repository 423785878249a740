package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.request.ApiResponse.FrameSource;
import tools.jackson.databind.JsonNode;

/** Reads a watch event by event, waiting for each as a client would. */
final class WatchReader implements AutoCloseable {
    private final FrameSource source;
    private final Deque<JsonNode> read = new ArrayDeque<>();

    WatchReader(FrameSource source) {
        this.source = source;
    }

    /** The next event, or null if the watch has ended. */
    JsonNode next() throws InterruptedException {
        while (read.isEmpty()) {
            byte[] piece = source.poll();
            if (piece != null) {
                for (String line : new String(piece, StandardCharsets.UTF_8).split("\n")) {
                    read.add(Json.parse(line));
                }
            } else if (source.ended()) {
                return null;
            } else {
                CountDownLatch ready = new CountDownLatch(1);
                source.onReady(ready::countDown);
                assertThat(ready.await(30, TimeUnit.SECONDS))
                        .as("an event comes")
                        .isTrue();
            }
        }
        return read.poll();
    }

    /** The next events as {@code TYPE name}. */
    List<String> next(int count) throws InterruptedException {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode event = next();
            assertThat(event)
                    .as("event %s of %s after %s", i + 1, count, events)
                    .isNotNull();
            events.add(event.path("type").asString() + " "
                    + event.at("/object/metadata/name").asString(""));
        }
        return events;
    }

    @Override
    public void close() {
        source.close();
    }
}
