package org.nakhoda.node.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "plain             | plain",
                "$(A)              | 1",
                "x-$(A)-$(B)-y     | x-1-two-y",
                "$(C)              | $(C)",
                "$$(A)             | $(A)",
                "$$$(A)            | $1",
                "$$$$(A)           | $$(A)",
                "$A ${A}           | $A ${A}",
                "$(A               | $(A",
                "$(A)$             | 1$",
                "$(EMPTY).         | .",
            })
    void knownNamesAreReplacedAndNothingElse(String text, String expected) {
        Map<String, String> variables = Map.of("A", "1", "B", "two", "EMPTY", "");

        assertThat(Expansion.expand(text, variables)).isEqualTo(expected);
    }
}
