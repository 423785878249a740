package org.nakhoda.api.apiextensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatsTest {
    @ParameterizedTest(name = "{0}: {1}, not {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bsonobjectid | 507f1f77bcf86cd799439011 | 507f",
                "uri | https://example.com/a?b | example",
                "uri | /a/b | a/b",
                "email | a@example.com | a@",
                "email | Ann <a@example.com> | Ann",
                "hostname | www.example.com | -a.example.com",
                "ipv4 | 10.0.0.1 | ::1",
                "ipv6 | fd00::1 | 10.0.0.1",
                "cidr | 10.0.0.0/8 | 10.0.0.0/33",
                "mac | 01:23:45:67:89:ab | 01:23:45",
                "mac | 0123.4567.89ab | 01-23:45-67-89-ab",
                "uuid | A987FBC9-4BED-3078-CF07-9141BA07C9F3 | A987FBC9",
                "uuid3 | a987fbc9-4bed-3078-cf07-9141ba07c9f3 | a987fbc9-4bed-4078-cf07-9141ba07c9f3",
                "uuid4 | 57b73598-8764-4ad0-a76a-679bb6640eb1 | 57b73598-8764-4ad0-c76a-679bb6640eb1",
                "uuid5 | 987fbc97-4bed-5078-af07-9141ba07c9f3 | 987fbc97-4bed-3078-af07-9141ba07c9f3",
                "isbn | 978-0321751041 | 978-0321751042",
                "isbn10 | 0321751043 | 0321751044",
                "isbn13 | 978-0321751041 | 0321751043",
                "creditcard | 4111-1111-1111-1111 | 4111-1111-1111-1112",
                "ssn | 123-45-6789 | 123-456-789",
                "hexcolor | #FFF | #FFFF",
                "rgbcolor | rgb(255, 0, 3) | rgb(256,0,0)",
                "byte | aGk= | a",
                "date | 2026-02-28 | 2026-02-30",
                "date-time | 2026-02-28T23:59:59.5Z | 2026-02-28 23:59:59Z",
                "datetime | 2026-02-28t23:59:59+01:00 | 2026-02-28T24:00:00Z",
                "duration | 1h30m | soon",
                "duration | 3 days | three",
                "k8s-short-name | a-b | A",
                "k8s-long-name | a.b-c | a..b"
            })
    void a_format_lets_some_texts_pass(String format, String fits, String not) {
        assertThat(TextFormats.fits(format, fits)).isTrue();
        assertThat(TextFormats.fits(format, not)).isFalse();
    }

    @Test
    void formats_that_nobody_knows_restrict_nothing() {
        assertThat(TextFormats.fits("quantum", "x")).isTrue();
        assertThat(TextFormats.fits("password", "x")).isTrue();
    }

    @Test
    void durations_are_read_in_both_ways() {
        assertThat(FormattedDuration.parse("-1.5s")).isEqualTo(Duration.ofMillis(-1500));
        assertThat(FormattedDuration.parse("1h2m3s4ms")).isEqualTo(Duration.ofMillis(3_723_004));
        assertThat(FormattedDuration.parse("0")).isEqualTo(Duration.ZERO);
        assertThat(FormattedDuration.parse("2 weeks")).isEqualTo(Duration.ofDays(14));
    }
}
