package org.nakhoda.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.postgres.Replicas.execute;
import static org.nakhoda.db.postgres.Replicas.kill;
import static org.nakhoda.db.postgres.Replicas.numbers;
import static org.nakhoda.db.postgres.Replicas.waits;
import static org.nakhoda.db.postgres.Replicas.write;
import static org.nakhoda.db.postgres.Replicas.writing;
import static org.nakhoda.db.postgres.Replicas.written;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.Eventually;
import org.nakhoda.db.postgres.ReplicationException.Reason;

/** What a server that replicates is after it started, died, was closed, or got new data. */
@Timeout(120)
class ReplicaLifeTest {
    private static Path template;
    private Replicas replicas;

    @BeforeAll
    static void makeDatabase() throws Exception {
        template = Replicas.template();
    }

    @AfterAll
    static void deleteDatabase() throws IOException {
        Replicas.delete(template);
    }

    @BeforeEach
    void begin() throws IOException {
        replicas = new Replicas(template);
    }

    @AfterEach
    void end() throws IOException {
        replicas.close();
    }

    @Test
    void a_server_starts_as_a_standby_and_confirms_nothing_as_a_primary_until_it_is_told_who_confirms()
            throws Exception {
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
    void a_primary_that_is_killed_comes_back_as_a_standby() throws Exception {
        ReplicatedPostgres server = replicas.startPrimary("a");
        write(server, 1);

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
