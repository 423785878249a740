package org.nakhoda.apiserver.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlLinksTest {
    private static final MovedLinks LINKS = new MovedLinks("/api/v1/namespaces/n/pods/p/proxy", "10.0.0.7:8080");

    private static final String PAGE = "<!DOCTYPE html><html><!-- <a href=\"/no\"> --><head>"
            + "<link rel=stylesheet href=/style.css><script src='/app.js'>if (a < b) { x = '<a href=\"/no\">' }</script>"
            + "</head><body BACKGROUND=\"/b.png\"><A HREF=\"/deep/x?a=1&b=2#c\" title=\"a > b\">x < y</A>"
            + "<a href=\"there\">r\u00e9l</a><img src=\"//cdn.example.com/i.png\" alt=\"/no\"><form action = \"/send\">"
            + "<p data=\"/no\">1 < 2 <3</p><a href=\"http://10.0.0.7:8080/abs\">a</a></form></body></html>";

    private static final String MOVED = "<!DOCTYPE html><html><!-- <a href=\"/no\"> --><head>"
            + "<link rel=stylesheet href=@/style.css><script src='@/app.js'>if (a < b) { x = '<a href=\"/no\">' }</script>"
            + "</head><body BACKGROUND=\"@/b.png\"><A HREF=\"@/deep/x?a=1&b=2#c\" title=\"a > b\">x < y</A>"
            + "<a href=\"there\">r\u00e9l</a><img src=\"//cdn.example.com/i.png\" alt=\"/no\"><form action = \"@/send\">"
            + "<p data=\"/no\">1 < 2 <3</p><a href=\"@/abs\">a</a></form></body></html>";

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 10_000})
    void addresses_below_the_servers_root_are_moved_and_nothing_else_however_the_page_comes(int pieces) {
        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
        HtmlLinks links = new HtmlLinks(LINKS);
        ByteArrayOutputStream moved = new ByteArrayOutputStream();

        for (int at = 0; at < page.length; at += pieces) {
            byte[] piece = Arrays.copyOfRange(page, at, Math.min(page.length, at + pieces));
            moved.writeBytes(links.next(piece, piece.length));
        }
        moved.writeBytes(links.end());

        assertThat(moved.toString(StandardCharsets.UTF_8)).isEqualTo(MOVED.replace("@", LINKS.above()));
    }

    @Test
    void a_page_that_breaks_off_within_a_tag_keeps_its_end() {
        HtmlLinks links = new HtmlLinks(LINKS);
        byte[] page = "text<a href=\"/x".getBytes(StandardCharsets.UTF_8);

        assertThat(new String(links.next(page, page.length), StandardCharsets.UTF_8))
                .isEqualTo("text");
        assertThat(new String(links.end(), StandardCharsets.UTF_8)).isEqualTo("<a href=\"/x");
    }

    @ParameterizedTest
    @CsvSource({
        "/there, @/there",
        "/, @/",
        "/api/v1/namespaces/n/pods/p/proxy/x, /api/v1/namespaces/n/pods/p/proxy/x",
        "there, there",
        "//other/x, //other/x",
        "http://10.0.0.7:8080/x?y=/z, @/x?y=/z",
        "http://10.0.0.7:8080, @/",
        "https://example.com/x, https://example.com/x",
        "mailto:a@b, mailto:a@b"
    })
    void an_address_is_moved_if_it_is_the_servers_own(String address, String moved) {
        String wanted = moved.startsWith("@") ? LINKS.above() + moved.substring(1) : moved;

        assertThat(LINKS.moved(address)).isEqualTo(wanted);
    }
}
