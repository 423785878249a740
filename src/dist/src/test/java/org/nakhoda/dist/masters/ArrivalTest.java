package org.nakhoda.dist.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.progress.Progress;

class ArrivalTest {
    private static final String LIST = "GET /apis/nakhoda.org/v1/masters";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    private SpeakingServer server;

    @BeforeEach
    void start() throws Exception {
        server = new SpeakingServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
        progress.close();
    }

    @Test
    void theStepsUpToAVoterAreShownInTheirOrder() throws Exception {
        server.says(LIST, 200, "{\"items\":[]}")
                .says(LIST, 200, two("{\"role\":\"Learner\",\"trouble\":\"its database is being copied\"}"))
                .says(LIST, 200, two("{\"role\":\"Learner\",\"lagBytes\":4096}"))
                .says(LIST, 200, two("{\"role\":\"Learner\",\"lagBytes\":0}"))
                .says(LIST, 200, two("{\"role\":\"Follower\",\"epoch\":3,\"lagBytes\":0}"));

        arrival(Duration.ofMinutes(1)).await(() -> true);

        assertThat(lines())
                .containsExactly(
                        "its database is being copied", "database: copied", "caught up", "voter: Follower, epoch 3");
    }

    @Test
    void aMasterThatVotesBeforeItIsSeenLearningHasAllStepsBehindIt() throws Exception {
        server.says(LIST, 200, two("{\"role\":\"Follower\",\"epoch\":3}"));

        arrival(Duration.ofMinutes(1)).await(() -> true);

        assertThat(lines()).containsExactly("database: copied", "caught up", "voter: Follower, epoch 3");
    }

    @Test
    void whereNothingMovesItEndsAndSaysWhy() {
        server.says(LIST, 200, two("{\"role\":\"Learner\",\"trouble\":\"10.0.0.2:7444 cannot be reached\"}"));

        assertThatThrownBy(() -> arrival(Duration.ZERO).await(() -> true))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("10.0.0.2:7444 cannot be reached")
                .hasMessageContaining("6444");
    }

    @Test
    void anEndOfTheSupervisorEndsIt() {
        server.says(LIST, 200, two("{\"role\":\"Learner\"}"));

        assertThatThrownBy(() -> arrival(Duration.ofMinutes(1)).await(() -> false))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the supervisor ended");
    }

    private static String two(String status) {
        return "{\"items\":[{\"metadata\":{\"name\":\"one\"},\"status\":{\"role\":\"Leader\"}},"
                + "{\"metadata\":{\"name\":\"two\"},\"status\":" + status + "}]}";
    }

    private Arrival arrival(Duration patience) throws Exception {
        Settings settings = Settings.of(Map.of(
                "data-dir", directory.resolve("two").toString(), "node-name", "two", "node-address", "127.0.0.1"));
        return new Arrival(settings, new MastersApi(List.of(server.uri()), server.pki()), progress, patience);
    }

    /** Without the time. */
    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\[.*?\\] ", "").strip())
                .toList();
    }
}
