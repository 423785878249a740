package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<CompletableFuture<Integer>> asked = new ArrayList<>();
    private final Rounds<Integer> rounds = new Rounds<>(() -> {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    });

    @Test
    void whoComesWhileAnAnswerIsUnderWayGetsTheNextOne() {
        CompletableFuture<Integer> first = rounds.join();
        CompletableFuture<Integer> second = rounds.join();
        CompletableFuture<Integer> third = rounds.join();

        asked.get(0).complete(1);

        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isNotDone();
        assertThat(asked).hasSize(2);
        asked.get(1).complete(2);
        assertThat(second).isCompletedWithValue(2);
        assertThat(third).isCompletedWithValue(2);
    }

    @Test
    void aFailureIsForThoseOfItsRoundOnly() {
        CompletableFuture<Integer> first = rounds.join();
        CompletableFuture<Integer> second = rounds.join();

        asked.get(0).completeExceptionally(new IllegalStateException("no"));
        asked.get(1).complete(2);

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue(2);
    }

    @Test
    void afterARestTheQuestionIsAskedAgain() {
        rounds.join();
        asked.get(0).complete(1);

        rounds.join();

        assertThat(asked).hasSize(2);
    }
}
