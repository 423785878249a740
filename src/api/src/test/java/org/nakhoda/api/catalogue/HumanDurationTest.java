package org.nakhoda.api.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT-5S, <invalid>",
        "PT-1S, 0s",
        "PT0S, 0s",
        "PT1.9S, 1s",
        "PT119S, 119s",
        "PT120S, 2m",
        "PT2M1S, 2m1s",
        "PT9M59S, 9m59s",
        "PT10M30S, 10m",
        "PT179M59S, 179m",
        "PT3H, 3h",
        "PT3H1M, 3h1m",
        "PT7H59M59S, 7h59m",
        "PT8H30M, 8h",
        "PT47H59M, 47h",
        "PT48H, 2d",
        "PT49H, 2d1h",
        "PT191H, 7d23h",
        "PT192H, 8d",
        "P729D, 729d",
        "P730D, 2y",
        "P731D, 2y1d",
        "P2919D, 7y364d",
        "P2920D, 8y",
        "P3700D, 10y"
    })
    void twoUnitsAtMostAndCoarserWithAge(Duration duration, String shown) {
        assertThat(HumanDuration.of(duration)).isEqualTo(shown);
    }
}
