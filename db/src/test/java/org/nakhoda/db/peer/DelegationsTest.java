package org.nakhoda.db.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.Member;

/** What becomes of work that one master sends to another. */
@Timeout(120)
class DelegationsTest {
    @TempDir
    private Path directory;

    private Port port;
    private Delegations delegations;

    @BeforeEach
    void begin() throws Exception {
        port = Port.warm(directory);
        delegations = new Delegations(port.certified("b"));
    }

    @AfterEach
    void end() {
        port.released.release(1000);
        delegations.close();
        port.close();
    }

    private Delegated send(String work) {
        return delegations.send(port.member(), work.getBytes(StandardCharsets.UTF_8), () -> true);
    }

    private void isDone(String work) {
        assertThat(send(work)).isInstanceOfSatisfying(Delegated.Done.class, done -> assertThat(done.answer())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(work));
    }

    @Test
    void it_is_done_by_the_other_master_which_knows_who_has_sent_it() {
        isDone("hoist the sail");
        isDone("lower it");

        assertThat(port.performed).containsExactly("b", "b");
        assertThat(port.asked).as("connections made").hasSize(1);
    }

    @Test
    void it_may_be_as_large_as_a_request_to_the_api() {
        byte[] large = new byte[3 * 1024 * 1024 + 65_536];
        new Random(1).nextBytes(large);

        Delegated done = delegations.send(port.member(), large, () -> true);

        assertThat(((Delegated.Done) done).answer()).isEqualTo(large);
    }

    @Test
    void one_that_takes_its_time_keeps_no_other_waiting() {
        CompletableFuture<Delegated> slow = CompletableFuture.supplyAsync(() -> send("wait"));
        isDone("quick");
        assertThat(slow).isNotDone();

        port.released.release();

        assertThat(slow.join()).isInstanceOf(Delegated.Done.class);
    }

    @Test
    void what_is_refused_has_not_been_begun_however_often() {
        assertThat(send("refuse")).isEqualTo(new Delegated.NotTaken("not today"));
        assertThat(send("refuse")).isEqualTo(new Delegated.NotTaken("not today"));

        isDone("go on");
    }

    @Test
    void of_what_fails_nobody_knows_how_far_it_got() {
        assertThat(send("fail")).isInstanceOf(Delegated.Lost.class);

        isDone("go on");
    }

    @Test
    void a_master_that_takes_no_work_yet_has_not_begun_it() {
        port.performing = false;
        assertThat(send("anything")).isEqualTo(new Delegated.NotTaken("this master is still starting"));

        port.performing = true;

        isDone("anything");
    }

    @Test
    void a_master_that_has_been_removed_gets_nothing_done_over_its_old_connection() {
        isDone("as a member");
        port.members.remove("b");

        for (int i = 0; i < 2; i++) {
            assertThat(send("as nobody")).isEqualTo(new Delegated.NotTaken("b is no member of this group"));
        }

        assertThat(port.performed).hasSize(1);
    }

    @Test
    void a_master_that_is_not_there_has_not_begun_it() {
        Delegated sent = delegations.send(Port.at("a", Port.freePort()), new byte[1], () -> true);

        assertThat(sent).isInstanceOfSatisfying(Delegated.NotTaken.class, not -> assertThat(not.why())
                .contains("cannot be reached"));
    }

    @Test
    void an_older_master_that_knows_no_such_thing_has_not_begun_it() throws Exception {
        try (Silent older = new Silent(false)) {
            CompletableFuture<Delegated> sent =
                    CompletableFuture.supplyAsync(() -> delegations.send(older.member(), new byte[1], () -> true));

            assertThat(sent.join()).isEqualTo(new Delegated.NotTaken("this master knows no question delegate"));
        }
    }

    @Test
    void once_no_answer_is_wanted_any_more_it_is_lost_also_while_it_is_still_being_sent() throws Exception {
        AtomicBoolean leads = new AtomicBoolean(true);
        try (Silent frozen = new Silent(true)) {
            List<CompletableFuture<Delegated>> sent = new ArrayList<>();
            // the second does not fit into what a kernel takes for a process that reads nothing
            for (int size : new int[] {1, 64 << 20}) {
                sent.add(CompletableFuture.supplyAsync(
                        () -> delegations.send(frozen.member(), new byte[size], leads::get)));
            }
            frozen.agreed.await();
            assertThat(sent).noneMatch(CompletableFuture::isDone);

            leads.set(false);

            assertThat(sent).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Delegated.Lost.class));
        }
    }

    @Test
    void at_the_end_nothing_is_waited_for() {
        CompletableFuture<Delegated> sent = CompletableFuture.supplyAsync(() -> send("wait"));
        while (port.performed.isEmpty()) {
            Thread.onSpinWait();
        }

        delegations.close();

        assertThat(sent.join()).isInstanceOf(Delegated.Lost.class);
    }

    /** A master that answers the question for work, and says nothing from then on. */
    private final class Silent implements AutoCloseable {
        private final SSLServerSocket listener;
        private final boolean agrees;
        private final List<SSLSocket> open = new ArrayList<>();
        final CountDownLatch agreed = new CountDownLatch(2);

        Silent(boolean agrees) throws IOException {
            this.agrees = agrees;
            listener = (SSLServerSocket) port.certified("c")
                    .getServerSocketFactory()
                    .createServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
            listener.setNeedClientAuth(true);
            new Thread(this::serve, "silent master").start();
        }

        Member member() {
            return Port.at("c", listener.getLocalPort());
        }

        private void serve() {
            try {
                while (true) {
                    SSLSocket socket = (SSLSocket) listener.accept();
                    open.add(socket);
                    Frame.read(new DataInputStream(socket.getInputStream()), Frame.LARGEST_QUESTION);
                    String answer = agrees ? "{}" : "{\"message\":\"this master knows no question delegate\"}";
                    new Frame(agrees ? Frame.JSON : Frame.REFUSED, answer.getBytes(StandardCharsets.UTF_8))
                            .write(new DataOutputStream(socket.getOutputStream()));
                    agreed.countDown();
                }
            } catch (IOException e) {
                // closed
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }
}
