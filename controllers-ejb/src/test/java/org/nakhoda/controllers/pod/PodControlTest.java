package org.nakhoda.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodControlTest {
    @Test
    void batchesDoubleWhileAllGoesWell() {
        List<Integer> attempts = new ArrayList<>();

        assertThat(PodControl.inGrowingBatches(10, attempts::add)).isEqualTo(10);
        assertThat(attempts).hasSize(10);
    }

    @Test
    void whereEverythingIsRefusedOneAttemptIsEnough() {
        assertThat(PodControl.inGrowingBatches(500, i -> false)).isEqualTo(1);
    }

    @Test
    void aFailureEndsWithItsBatch() {
        // batches of 1, 2 and 4: the fourth attempt is the first of the third batch
        assertThat(PodControl.inGrowingBatches(500, i -> i != 3)).isEqualTo(7);
    }

    @Test
    void nothingToDoIsNoAttempt() {
        assertThat(PodControl.inGrowingBatches(0, i -> false)).isZero();
    }

    @Test
    void theTemplateHashDoesNotDependOnTheOrderOfFields() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1);
        one.put("b", List.of("x", "y"));
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", List.of("x", "y"));
        other.put("a", 1);

        assertThat(TemplateHash.of(one, 0)).isEqualTo(TemplateHash.of(other, 0)).matches("[a-z0-9]{10}");
        assertThat(TemplateHash.of(one, 1)).isNotEqualTo(TemplateHash.of(one, 0));
        other.put("b", List.of("y", "x"));
        assertThat(TemplateHash.of(other, 0)).isNotEqualTo(TemplateHash.of(one, 0));
    }
}
