package org.nakhoda.db.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in at the masters' port, and what it does about callers who do not behave. */
@Timeout(60)
class PeerServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Port port;

    @BeforeEach
    void begin() throws Exception {
        port = Port.warm(directory);
    }

    @AfterEach
    void end() {
        port.close();
    }

    private void isServed(Peers peers) throws IOException {
        assertThat(peers.ask(port.member(), Question.of("all well"), LIMIT).toString())
                .isEqualTo("{\"caller\":\"b\",\"asked\":\"all well\"}");
    }

    @Test
    void a_member_is_answered() throws Exception {
        try (Peers peers = new Peers(port.certified("b"))) {
            isServed(peers);
        }
    }

    @Test
    void a_certificate_of_another_authority_is_refused() throws Exception {
        try (Peers peers = new Peers(port.forged("b"))) {
            assertThatThrownBy(() -> peers.ask(port.member(), Question.of("anything"), LIMIT))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(PeerException.class);
        }

        assertThat(port.asked).isEmpty();
    }

    @Test
    void a_certificate_of_the_masters_authority_that_is_no_masters_is_refused() throws Exception {
        port.members.add("unknown");
        port.members.add("scheduler");
        try (Peers peers = new Peers(port.certifiedAs("nakhoda:scheduler"))) {
            assertThatThrownBy(() -> peers.ask(port.member(), Question.of("anything"), LIMIT))
                    .isInstanceOf(IOException.class);
        }

        assertThat(port.asked).isEmpty();
    }

    @Test
    void who_shows_no_certificate_is_refused() throws Exception {
        SSLContext nobody = SSLContext.getInstance("TLSv1.3");
        nobody.init(null, new TrustManager[] {new Credulous()}, null);

        try (SSLSocket socket = port.call(nobody)) {
            assertThat(Port.ends(socket)).isTrue();
        }
        assertThat(port.asked).isEmpty();
    }

    @Test
    void an_older_tls_is_refused() throws Exception {
        try (SSLSocket socket = port.call(port.certified("b"))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void who_is_no_member_is_refused_and_told_why() throws Exception {
        try (Peers peers = new Peers(port.certified("c"))) {
            assertThatThrownBy(() -> peers.ask(port.member(), Question.of("anything"), LIMIT))
                    .isInstanceOf(PeerException.class)
                    .hasMessage("c is no member of this group");
        }

        assertThat(port.asked).isEmpty();
    }

    @Test
    void a_member_that_is_removed_gets_no_answer_over_its_old_connection_and_one_that_is_taken_in_gets_one()
            throws Exception {
        try (Peers peers = new Peers(port.certified("b"))) {
            isServed(peers);
            port.members.remove("b");
            assertThatThrownBy(() -> peers.ask(port.member(), Question.of("anything"), LIMIT))
                    .hasMessage("b is no member of this group");
            assertThat(port.asked).hasSize(1);

            port.members.add("b");

            isServed(peers);
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("nothing in it", 0, new byte[0]),
                Arguments.of("a negative length", -1, new byte[0]),
                Arguments.of("an absurd length", Integer.MAX_VALUE, new byte[0]),
                Arguments.of("more than any question", Frame.LARGEST_QUESTION + 1, new byte[0]),
                Arguments.of("another protocol", 0x47455420, utf8("/ HTTP/1.1\r\n\r\n")),
                Arguments.of("no JSON", 4, utf8("\1{],")),
                Arguments.of("JSON that is no object", 3, utf8("\1[]")),
                Arguments.of("a kind that asks for nothing", 3, utf8("\7{}")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void a_broken_frame_ends_its_connection_and_no_other(String what, int length, byte[] rest) throws Exception {
        SSLContext tls = port.certified("b");
        try (Peers peers = new Peers(tls);
                SSLSocket broken = port.call(tls)) {
            isServed(peers);

            Port.say(broken, length, rest);

            assertThat(Port.ends(broken)).isTrue();
            assertThat(port.asked).hasSize(1);
            isServed(peers);
        }
        try (Peers later = new Peers(tls)) {
            isServed(later);
        }
    }

    @Test
    void a_question_that_breaks_off_is_nobodys() throws Exception {
        SSLContext tls = port.certified("b");
        try (SSLSocket broken = port.call(tls)) {
            Port.say(broken, 100, utf8("\1{\"ask\":"));
        }

        try (Peers later = new Peers(tls)) {
            isServed(later);
        }
        assertThat(port.asked).hasSize(1);
    }

    @Test
    void who_does_not_say_who_it_is_is_let_go() throws Exception {
        try (Port impatient = new Port(directory.resolve("impatient"), Duration.ofMillis(100), LIMIT);
                Socket caller = new Socket("127.0.0.1", impatient.member().peerPort())) {
            // after the alert that says so
            caller.getInputStream().readAllBytes();
            assertThat(caller.getInputStream().read()).isNegative();
        }
    }

    @Test
    void who_says_nothing_more_is_let_go_between_questions_and_within_one_and_may_come_back() throws Exception {
        try (Port impatient = new Port(directory.resolve("impatient"), LIMIT, Duration.ofSeconds(1))) {
            SSLContext tls = impatient.certified("b");
            try (Peers peers = new Peers(tls);
                    SSLSocket idle = impatient.call(tls)) {
                peers.ask(impatient.member(), Question.of("anything"), LIMIT);
                idle.startHandshake();
                assertThat(Port.ends(idle)).isTrue();
                try (SSLSocket halfway = impatient.call(tls)) {
                    Port.say(halfway, 100, utf8("\1{\"ask\":"));
                    assertThat(Port.ends(halfway)).isTrue();
                }

                peers.ask(impatient.member(), Question.of("anything"), LIMIT);
            }
            assertThat(impatient.asked).hasSize(2);
        }
    }
}
