package org.nakhoda.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nakhoda.db.postgres.Replicas.execute;
import static org.nakhoda.db.postgres.Replicas.kill;
import static org.nakhoda.db.postgres.Replicas.waits;
import static org.nakhoda.db.postgres.Replicas.write;
import static org.nakhoda.db.postgres.Replicas.writing;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.db.Eventually;
import org.nakhoda.db.MastersAuthority;
import org.nakhoda.db.identity.MasterIdentity;

@Timeout(120)
class ReplicatedPostgresTest {
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

        assertThat(received[0]).isGreaterThan(1_000_000);
        Eventually.holds(() -> written(standby).equals(List.of(1, 2)));
        Eventually.holds(() -> primary.standbys().stream().anyMatch(s -> s.flushed() == primary.walPosition()));
        assertThat(primary.standbys()).singleElement().satisfies(progress -> {
            assertThat(progress.name()).isEqualTo("b");
            assertThat(progress.state()).isEqualTo("streaming");
            assertThat(progress.syncState()).isEqualTo("quorum");
        });
    }

    @Test
    void another_master_needs_a_masters_certificate() throws Exception {
        replicas.startPrimary("a");
        Path stranger = Files.createDirectory(replicas.home("a").resolveSibling("stranger"));
        new MastersAuthority().issue(stranger, "b", "127.0.0.3");
        Files.copy(
                replicas.pki("a").resolve("masters-ca.crt"),
                stranger.resolve("masters-ca.crt"),
                StandardCopyOption.REPLACE_EXISTING);
        Path component = replicas.authority()
                .issueTo(replicas.home("a").resolveSibling("component"), "nakhoda:scheduler", "127.0.0.3");

        for (var purpose : List.of(Map.of("database", "postgres"), Map.of("replication", "true"))) {
            ReplicationConnection.open(
                            replicas.at("a"),
                            MasterIdentity.context(replicas.pki("b")),
                            purpose,
                            Duration.ofSeconds(10))
                    .close();
            for (Path refused : List.of(stranger, component)) {
                assertThatThrownBy(() -> ReplicationConnection.open(
                                replicas.at("a"), MasterIdentity.context(refused), purpose, Duration.ofSeconds(10)))
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
        execute(
                primary,
                "create schema nakhoda; create table nakhoda.leadership (epoch bigint);"
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
        Eventually.holds(
                () -> written(third).equals(List.of(1, 2)) && written(old).equals(List.of(1, 2)));
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
                () -> Files.readString(replicas.log("a")).contains("forked off current database system timeline"));
        assertThat(old.streaming()).isFalse();
        assertThat(written(old)).containsExactly(1);
        old.rebuild(replicas.at("b"), bytes -> {});

        Eventually.holds(old::streaming);
        Eventually.holds(() -> written(old).equals(List.of(2)));
    }
}
