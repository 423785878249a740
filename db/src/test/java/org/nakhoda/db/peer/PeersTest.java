package org.nakhoda.db.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.store.ObjectIndexer;

/** What a master makes of the others' answers, and of their silence. */
@Timeout(60)
class PeersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final ObjectIndexer NOTHING = (key, json) -> new ObjectIndexer.Indexed("", Map.of(), Map.of());

    @TempDir
    private Path directory;

    private Port port;
    private Peers peers;

    @BeforeEach
    void begin() throws Exception {
        port = Port.warm(directory);
        peers = new Peers(port.certified("b"));
    }

    @AfterEach
    void end() {
        peers.close();
        port.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse, not today", "fail, the rudder is broken"})
    void why_there_is_no_answer_is_told_and_the_next_one_comes(String questionAndReason) throws Exception {
        List<String> both = List.of(questionAndReason.split(", "));

        assertThatThrownBy(() -> peers.ask(port.member(), Question.of(both.get(0)), LIMIT))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining(both.get(1));

        assertThat(peers.ask(port.member(), Question.of("next"), LIMIT)
                        .path("asked")
                        .asString())
                .isEqualTo("next");
    }

    @Test
    void a_feed_ends_with_the_reason_for_it() throws Exception {
        try (ChangeInput feed = peers.feed(port.member(), Question.of("feed"), NOTHING, LIMIT)) {
            assertThat(feed.next(key -> null)).isInstanceOf(ChangeInput.Part.Mark.class);
            assertThatThrownBy(() -> feed.next(key -> null))
                    .isInstanceOf(PeerException.class)
                    .hasMessage("this master does not lead any more");
        }
    }

    @Test
    void another_master_than_the_one_that_is_meant_is_asked_nothing() throws Exception {
        Member other = Port.at("c", port.member().peerPort());

        assertThatThrownBy(() -> peers.ask(other, Question.of("anything"), LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("is a, not c");

        assertThat(port.asked).isEmpty();
    }

    @Test
    void a_master_of_another_authority_is_asked_nothing() throws Exception {
        try (Peers suspicious = new Peers(port.suspicious("b"))) {
            assertThatThrownBy(() -> suspicious.ask(port.member(), Question.of("anything"), LIMIT))
                    .isInstanceOf(SSLHandshakeException.class);
        }

        assertThat(port.asked).isEmpty();
    }

    @Test
    void who_takes_the_connection_and_says_nothing_is_given_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> peers.ask(Port.at("a", silent.getLocalPort()), Question.of("anything"), SHORT))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void who_does_not_answer_is_given_up_and_an_answer_that_comes_later_is_taken_for_no_other() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (Answering late = new Answering(question -> {
            if (question.name().equals("slow")) {
                givenUp.await();
            }
            return new Frame(Frame.JSON, utf8("{\"to\":\"" + question.name() + "\"}"));
        })) {
            assertThatThrownBy(() -> peers.ask(late.member(), Question.of("slow"), SHORT))
                    .isInstanceOf(SocketTimeoutException.class);
            givenUp.countDown();

            assertThat(peers.ask(late.member(), Question.of("next"), LIMIT)
                            .path("to")
                            .asString())
                    .isEqualTo("next");
        }
    }

    @Test
    void a_feed_in_which_nothing_comes_is_given_up() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        try (Answering silent = new Answering(question -> {
                    givenUp.await();
                    return new Frame(Frame.JSON, utf8("{}"));
                });
                ChangeInput feed = peers.feed(silent.member(), Question.of("feed"), NOTHING, SHORT)) {
            assertThatThrownBy(() -> feed.next(key -> null)).isInstanceOf(SocketTimeoutException.class);
            givenUp.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\1{]", "\1[]", "\2no reason", "\3events", "\7"})
    void an_answer_that_is_none_counts_as_a_broken_connection(String kindAndPayload) throws Exception {
        byte[] bytes = utf8(kindAndPayload);
        Frame none = new Frame(bytes[0], utf8(kindAndPayload.substring(1)));
        try (Answering confused =
                new Answering(question -> question.name().equals("fine") ? new Frame(Frame.JSON, utf8("{}")) : none)) {
            assertThatThrownBy(() -> peers.ask(confused.member(), Question.of("anything"), LIMIT))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(PeerException.class);

            assertThat(peers.ask(confused.member(), Question.of("fine"), LIMIT)).isEmpty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Answer {
        Frame to(Question question) throws Exception;
    }

    /** A master "a" that answers as no master does. */
    private final class Answering implements AutoCloseable {
        private final SSLServerSocket listener;

        Answering(Answer answer) throws IOException {
            listener = (SSLServerSocket) port.certified("a")
                    .getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
            CompletableFuture.runAsync(() -> accept(answer), this::begin);
        }

        private void begin(Runnable work) {
            Thread thread = new Thread(work, "answering");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept(Answer answer) {
            while (true) {
                try {
                    SSLSocket socket = (SSLSocket) listener.accept();
                    begin(() -> serve(socket, answer));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void serve(SSLSocket socket, Answer answer) {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                while (true) {
                    answer.to(Question.read(Frame.read(in, Frame.LARGEST_QUESTION)))
                            .write(out);
                }
            } catch (Exception e) {
                // the caller has gone
            }
        }

        Member member() {
            return Port.at("a", listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
