package org.nakhoda.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.postgres.Replicas.execute;
import static org.nakhoda.db.postgres.Replicas.numbers;
import static org.nakhoda.db.postgres.Replicas.write;
import static org.nakhoda.db.postgres.Replicas.written;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.Eventually;
import org.nakhoda.db.postgres.ReplicationException.Reason;

@Timeout(120)
class ReplicatedPostgresTest {
    private static Path template;
    private Replicas replicas;

    @BeforeAll
    static void makeDatabase() throws Exception {
        template = Replicas.folder("replicas-template-");
        DatabaseFolder.prepare(template, Optional.empty());
    }

    @AfterAll
    static void deleteDatabase() throws IOException {
        Binaries.delete(template);
    }

    @BeforeEach
    void begin() throws IOException {
        replicas = new Replicas(template);
    }

    @AfterEach
    void end() throws IOException {
        replicas.close();
    }

    /** A write that may wait for ever. */
    private static CompletableFuture<Void> writing(DatabaseServer server, int number) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Thread writer = new Thread(() -> {
            try {
                write(server, number);
                outcome.complete(null);
            } catch (SQLException e) {
                outcome.completeExceptionally(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        return outcome;
    }

    private static boolean waits(DatabaseServer server) throws SQLException {
        return numbers(server, "select 1 from pg_stat_activity where wait_event = 'SyncRep'")
                .contains(1);
    }

    /** Right after a restart a server does not answer yet. */
    private static boolean answers(ReplicatedPostgres server) {
        try {
            return server.position().received() > 0;
        } catch (ReplicationException e) {
            return false;
        }
    }

    private static void kill(ReplicatedPostgres server) throws Exception {
        long killed = server.pid().orElseThrow();
        CountDownLatch restarted = new CountDownLatch(1);
        server.onRestart(restarted::countDown);
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        restarted.await();
        assertThat(server.pid()).isNotEqualTo(Optional.of(killed));
        Eventually.holds(() -> answers(server));
    }

    @Test
    void a_server_starts_as_a_standby_and_confirms_nothing_as_a_primary_until_it_is_told_who_confirms() throws Exception {
        ReplicatedPostgres server = replicas.startWithData("a");
        assertThat(server.position().inRecovery()).isTrue();
        assertThat(server.primary()).isFalse();

        server.promote();

        assertThat(server.primary()).isTrue();
        assertThat(server.position().inRecovery()).isFalse();
        CompletableFuture<Void> creation = CompletableFuture.runAsync(() -> {
            try {
                execute(server, "create table written (number int)");
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        Eventually.holds(() -> waits(server));
        server.synchronous(0, List.of());
        creation.get();
    }

    @Test
    void a_rebuilt_standby_streams_what_the_primary_commits() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        write(primary, 1);
        ReplicatedPostgres standby = replicas.start("b");
        assertThat(standby.hasData()).isFalse();
        assertThat(standby.pid()).isEmpty();
        long[] received = new long[1];

        standby.rebuild(replicas.at("a"), bytes -> received[0] = bytes);
        Eventually.holds(standby::streaming);
        primary.synchronous(1, List.of("b", "c"));
        write(primary, 2);

        assertThat(received[0]).isGreaterThan(10_000_000);
        Eventually.holds(() -> written(standby).equals(List.of(1, 2)));
        Eventually.holds(() -> primary.standbys().stream().anyMatch(s -> s.flushed() == primary.walPosition()));
        assertThat(primary.standbys()).singleElement().satisfies(progress -> {
            assertThat(progress.name()).isEqualTo("b");
            assertThat(progress.state()).isEqualTo("streaming");
            assertThat(progress.syncState()).isEqualTo("quorum");
        });
        assertThat(standby.silentSince()).isEmpty();
    }

    @Test
    void another_master_needs_a_masters_certificate() throws Exception {
        replicas.startPrimary("a");
        Path stranger = Files.createDirectory(replicas.home("a").resolveSibling("stranger"));
        new MastersAuthority().issue(stranger, "nakhoda:master:b", "127.0.0.3");
        Files.copy(
                replicas.pki("a").resolve("masters-ca.crt"),
                stranger.resolve("masters-ca.crt"),
                StandardCopyOption.REPLACE_EXISTING);
        Path component = replicas.authority()
                .issue(replicas.home("a").resolveSibling("component"), "nakhoda:scheduler", "127.0.0.3");

        for (var purpose : List.of(
                Map.of("database", "postgres"), Map.of("replication", "true"))) {
            ReplicationConnection.open(
                            replicas.at("a"),
                            MasterCertificate.context(replicas.pki("b")),
                            purpose,
                            Duration.ofSeconds(10))
                    .close();
            for (Path refused : List.of(stranger, component)) {
                assertThatThrownBy(() -> ReplicationConnection.open(
                                replicas.at("a"),
                                MasterCertificate.context(refused),
                                purpose,
                                Duration.ofSeconds(10)))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void a_detached_standby_gets_nothing_more_and_its_primary_confirms_nothing_more() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        primary.synchronous(1, List.of("b"));
        write(primary, 1);

        standby.detach();
        Position detached = standby.position();
        CompletableFuture<Void> unconfirmed = writing(primary, 2);
        Eventually.holds(() -> waits(primary));

        assertThat(detached.received()).isEqualTo(detached.replayed()).isLessThan(primary.walPosition());
        assertThat(standby.position()).isEqualTo(detached);
        assertThat(written(standby)).containsExactly(1);
        assertThat(unconfirmed).isNotDone();
        primary.detach();
        assertThatThrownBy(unconfirmed::get).hasRootCauseInstanceOf(EOFException.class);
        assertThat(primary.position().inRecovery()).isTrue();
        assertThat(primary.position().received()).isGreaterThan(detached.received());
    }

    @Test
    void a_standby_stays_detached_even_if_it_was_just_about_to_connect() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        for (int round = 0; round < 10; round++) {
            standby.detach();
            Position detached = standby.position();
            write(primary, round);
            long written = primary.walPosition();

            assertThat(detached.received()).isEqualTo(detached.replayed()).isLessThan(written);
            assertThat(standby.position()).isEqualTo(detached);
            assertThat(primary.standbys()).isEmpty();
            standby.follow(replicas.at("a"));
            if (round % 2 == 0) {
                Eventually.holds(() -> standby.position().replayed() >= written);
            }
        }
    }

    @Test
    void closing_a_primary_whose_commits_wait_confirms_none_of_them() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        primary.synchronous(1, List.of("b"));
        CompletableFuture<Void> unconfirmed = writing(primary, 1);
        Eventually.holds(() -> waits(primary));

        primary.close();

        assertThatThrownBy(unconfirmed::get).hasCauseInstanceOf(SQLException.class);
        assertThat(replicas.running("a")).isEmpty();
    }

    @Test
    void a_new_count_of_confirmations_holds_for_sessions_that_were_there_before() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        primary.synchronous(1, List.of("b", "c"));
        try (Connection session = primary.dataSource().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("insert into written values (1)");

            primary.synchronous(2, List.of("b", "c"));
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
                try {
                    statement.execute("insert into written values (2)");
                } catch (SQLException e) {
                    throw new CompletionException(e);
                }
            });
            Eventually.holds(() -> waits(primary));
            Eventually.holds(standby::streaming);
            Eventually.holds(() -> written(standby).equals(List.of(1, 2)));
            assertThat(commit).isNotDone();

            primary.synchronous(1, List.of("b", "c"));
            commit.get();
        }
    }

    @Test
    void the_position_tells_who_has_more_and_in_which_epoch() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        assertThat(primary.position().epoch()).isZero();
        execute(primary, "create schema nakhoda; create table nakhoda.leadership (epoch bigint);"
                + " insert into nakhoda.leadership values (7)");
        ReplicatedPostgres ahead = replicas.startStandby("b", "a");
        ReplicatedPostgres behind = replicas.startStandby("c", "a");
        primary.synchronous(2, List.of("b", "c"));
        write(primary, 1);

        behind.detach();
        primary.synchronous(1, List.of("b", "c"));
        write(primary, 2);
        ahead.detach();

        assertThat(ahead.position().received()).isGreaterThan(behind.position().received());
        assertThat(ahead.position().epoch()).isEqualTo(7);
        assertThat(behind.position().epoch()).isEqualTo(7);
        Position before = ahead.position();
        kill(ahead);
        assertThat(ahead.position()).isEqualTo(before);
    }

    @Test
    void after_a_promotion_the_third_follows_and_so_does_an_old_primary_that_wrote_nothing_more() throws Exception {
        ReplicatedPostgres old = replicas.startPrimary("a");
        ReplicatedPostgres next = replicas.startStandby("b", "a");
        ReplicatedPostgres third = replicas.startStandby("c", "a");
        old.synchronous(2, List.of("b", "c"));
        write(old, 1);

        old.detach();
        next.detach();
        third.detach();
        assertThat(old.position().received()).isEqualTo(next.position().received());
        next.synchronous(2, List.of("a", "c"));
        next.promote();
        third.follow(replicas.at("b"));
        old.follow(replicas.at("b"));
        write(next, 2);

        Eventually.holds(third::streaming);
        Eventually.holds(old::streaming);
        Eventually.holds(() -> written(third).equals(List.of(1, 2)) && written(old).equals(List.of(1, 2)));
    }

    @Test
    void an_old_primary_that_wrote_more_does_not_get_on_and_is_rebuilt() throws Exception {
        ReplicatedPostgres old = replicas.startPrimary("a");
        ReplicatedPostgres next = replicas.startStandby("b", "a");
        next.detach();
        write(old, 1);

        old.detach();
        next.synchronous(0, List.of());
        next.promote();
        write(next, 2);
        old.follow(replicas.at("b"));
        Eventually.holds(
                () -> old.silentSince().filter(s -> s.toMillis() > 1500).isPresent());
        assertThat(written(old)).containsExactly(1);
        old.rebuild(replicas.at("b"), bytes -> {});

        Eventually.holds(old::streaming);
        Eventually.holds(() -> written(old).equals(List.of(2)));
    }

    @Test
    void a_standby_that_is_killed_comes_back_detached() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");

        kill(standby);

        assertThat(standby.position().inRecovery()).isTrue();
        assertThat(standby.streaming()).isFalse();
        assertThat(numbers(standby, "select 1 where current_setting('primary_conninfo') = ''"))
                .containsExactly(1);
        standby.follow(replicas.at("a"));
        write(primary, 1);
        Eventually.holds(() -> written(standby).equals(List.of(1)));
    }

    @Test
    void a_primary_that_is_killed_goes_on_as_one_only_if_it_may() throws Exception {
        ReplicatedPostgres server = replicas.startPrimary("a");
        server.setMayBePrimary(() -> true);
        kill(server);
        assertThat(server.position().inRecovery()).isFalse();
        write(server, 1);

        server.setMayBePrimary(() -> false);
        kill(server);
        assertThat(server.position().inRecovery()).isTrue();
        assertThat(written(server)).containsExactly(1);
    }

    @Test
    void a_running_standby_is_adopted_and_detached() throws Exception {
        replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        assertThat(standby.primary()).isFalse();

        ReplicatedPostgres adopting = replicas.start("b");

        assertThat(adopting.pid()).isEqualTo(standby.pid());
        assertThat(numbers(adopting, "select 1 from pg_stat_wal_receiver")).isEmpty();
    }

    @Test
    void a_running_primary_that_a_process_left_when_it_died_becomes_a_standby() throws Exception {
        ReplicatedPostgres first = replicas.startPrimary("a");
        first.detach();
        first.close();
        long before = replicas.leavePrimary("a");

        ReplicatedPostgres server = replicas.start("a");

        assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(server.position().inRecovery()).isTrue();
        assertThat(written(server)).isEmpty();
    }

    @Test
    void a_base_backup_that_breaks_off_leaves_no_data() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        execute(primary, "create table bulk as select repeat('x', 700) from generate_series(1, 100000)");

        assertThatThrownBy(() -> standby.rebuild(replicas.at("a"), bytes -> {
                    if (bytes > 1_000_000) {
                        breakOff(primary);
                    }
                }))
                .isInstanceOfSatisfying(
                        ReplicationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE));

        assertThat(standby.hasData()).isFalse();
        assertThat(standby.pid()).isEmpty();
        standby.detach();
        assertThatThrownBy(standby::position)
                .isInstanceOfSatisfying(
                        ReplicationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_DATA));
        standby.close();
        ReplicatedPostgres again = replicas.start("b");
        assertThat(again.hasData()).isFalse();
        again.rebuild(replicas.at("a"), bytes -> {});
        Eventually.holds(again::streaming);
    }

    private static void breakOff(DatabaseServer source) {
        try {
            execute(source, "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'walsender'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_source_that_cannot_be_reached_leaves_everything_as_it_is() throws Exception {
        replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.startStandby("b", "a");
        Optional<Long> pid = standby.pid();

        assertThatThrownBy(() -> standby.rebuild(replicas.at("c"), bytes -> {}))
                .isInstanceOfSatisfying(
                        ReplicationException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE));

        assertThat(standby.pid()).isEqualTo(pid);
        assertThat(standby.streaming()).isTrue();
    }

    @Test
    void a_rebuild_during_which_it_is_detached_does_not_follow() throws Exception {
        ReplicatedPostgres primary = replicas.startPrimary("a");
        ReplicatedPostgres standby = replicas.start("b");

        standby.rebuild(replicas.at("a"), bytes -> standby.detach());

        write(primary, 1);
        assertThat(standby.position().inRecovery()).isTrue();
        assertThat(standby.streaming()).isFalse();
        assertThat(primary.standbys()).isEmpty();
        assertThat(written(standby)).isEmpty();
    }
}
