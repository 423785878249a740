package org.nakhoda.api.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "0, 0",
        "0m, 0",
        "0Ki, 0",
        "1, 1",
        "+1, 1",
        "-1, -1",
        "100m, 100m",
        "1000m, 1",
        "1500m, 1500m",
        "0.5, 500m",
        ".5, 500m",
        "5., 5",
        "1.5, 1500m",
        "100000, 100k",
        "1500, 1500",
        "12345678, 12345678",
        "1M, 1M",
        "1000k, 1M",
        "1G, 1G",
        "1E, 1E",
        "1Ki, 1Ki",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "0.5Ki, 512",
        "1000Ki, 1000Ki",
        "1Ei, 1Ei",
        "0.1Mi, 104857600m",
        "0.5e0, 500e-3",
        "1e3, 1e3",
        "1E3, 1e3",
        "1e2, 100",
        "12e6, 12e6",
        "1e-3, 1e-3",
        "1n, 1n",
        "0.1n, 1n",
        "-0.1n, -1n",
        "1.0000000001, 1000000001n",
        "1u, 1u",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "100E, 9223372036854775807",
        "-100E, -9223372036854775807",
        "1e999999999, 9223372036854775807",
        "1e-999999999, 1e-9"
    })
    void canonicalTextIsShortAndExact(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "m", "-", "+", ".", "1.2.3", "1 ", " 1", "1mm", "1K", "1kI", "1ki", "1e", "1e+", "1ex", "0x10",
                "1,000", "--1", "1e3m", "1Zi", "NaN", "1_000", "١"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .isInstanceOf(InvalidQuantityException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void aVeryLongNumberIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> Quantity.parse("1." + "0".repeat(1_000_000)))
                .isInstanceOf(InvalidQuantityException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(100));
    }

    @ParameterizedTest(name = "{0} is {1} whole and {2} thousandths")
    @CsvSource({
        "1, 1, 1000",
        "100m, 1, 100",
        "1001m, 2, 1001",
        "1u, 1, 1",
        "-1u, -1, -1",
        "-1500m, -2, -1500",
        "1Ki, 1024, 1024000",
        "9E, 9000000000000000000, 9223372036854775807",
        "0, 0, 0"
    })
    void wholeValuesAreRoundedAwayFromZero(String text, long value, long milliValue) {
        assertThat(Quantity.parse(text).value()).isEqualTo(value);
        assertThat(Quantity.parse(text).milliValue()).isEqualTo(milliValue);
    }

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @CsvSource({
        "1Gi, 512Mi, 1536Mi",
        "100m, 0.9, 1",
        "0, 1Ki, 1Ki",
        "1Ki, 1, 1025",
        "1Gi, 1G, 2073741824",
        "1e3, 1k, 2e3",
        "9E, 9E, 9223372036854775807"
    })
    void sumsKeepTheNotationOfTheFirst(String left, String right, String sum) {
        assertThat(Quantity.parse(left).add(Quantity.parse(right))).hasToString(sum);
    }

    @ParameterizedTest(name = "{0} - {1} = {2}")
    @CsvSource({"1Gi, 512Mi, 512Mi", "1, 1500m, -500m", "0, 1Ki, -1Ki", "1Ki, 1Ki, 0"})
    void differencesKeepTheNotationOfTheFirst(String left, String right, String difference) {
        assertThat(Quantity.parse(left).subtract(Quantity.parse(right))).hasToString(difference);
    }

    @Test
    void amountsAreEqualWhateverTheirNotation() {
        assertThat(Quantity.parse("1"))
                .isEqualTo(Quantity.parse("1000m"))
                .hasSameHashCodeAs(Quantity.parse("1000m"))
                .isEqualByComparingTo(Quantity.parse("1e0"))
                .isLessThan(Quantity.parse("1001m"))
                .isNotEqualTo(Quantity.parse("1k"));
        assertThat(Quantity.parse("1Ki")).isGreaterThan(Quantity.parse("1k"));
    }

    @Test
    void resourceListsKeepThousandths() {
        assertThat(Quantity.parse("100u").roundUpToMilli()).hasToString("1m");
        assertThat(Quantity.parse("1500m").roundUpToMilli()).hasToString("1500m");
    }

    @Test
    @DisplayName(
            "the canonical text of any amount reads back as the same amount, and as the same text unless binary notation had no suffix to show")
    void canonicalTextRoundTrips() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal amount = BigDecimal.valueOf(random.nextLong() >> random.nextInt(63), random.nextInt(10));
            Quantity quantity = Quantity.of(amount, Quantity.Format.values()[random.nextInt(3)]);
            Quantity read = Quantity.parse(quantity.toString());
            assertThat(read).isEqualTo(quantity);
            if (read.format() == quantity.format()) {
                assertThat(read).hasToString(quantity.toString());
            }
        }
    }
}
