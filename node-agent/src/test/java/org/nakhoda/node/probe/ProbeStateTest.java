package org.nakhoda.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeStateTest {
    @ParameterizedTest(name = "from {0} with thresholds {1}/{2}, {3} gives {4}")
    @CsvSource({
        // initial, successes needed, failures needed, results, verdict, how often it changed
        "FAILED,  1, 3, +,      PASSED,  1",
        "FAILED,  2, 3, +,      FAILED,  0",
        "FAILED,  2, 3, ++,     PASSED,  1",
        "FAILED,  2, 3, +-+,    FAILED,  0",
        "PASSED,  1, 3, --,     PASSED,  0",
        "PASSED,  1, 3, ---,    FAILED,  1",
        "PASSED,  1, 3, --+--,  PASSED,  0",
        "PASSED,  1, 3, ---+,   PASSED,  2",
        "UNKNOWN, 1, 1, -,      FAILED,  1",
        "UNKNOWN, 1, 3, -+,     PASSED,  1",
        "PASSED,  1, 1, ----,   FAILED,  1",
    })
    void aVerdictChangesAfterAsManyResultsInARowAsItsThresholdAsksFor(
            ProbeState.Verdict initial,
            int successes,
            int failures,
            String results,
            ProbeState.Verdict end,
            int changes) {
        ProbeState state = new ProbeState(initial, successes, failures);

        long changed =
                results.chars().filter(result -> state.record(result == '+')).count();

        assertThat(state.verdict()).isEqualTo(end);
        assertThat(changed).isEqualTo(changes);
    }
}
