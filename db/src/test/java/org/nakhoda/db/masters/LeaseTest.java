package org.nakhoda.db.masters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final List<CompletableFuture<Void>> asked = new ArrayList<>();

    @Test
    void theFirstReadAsksAMajority() throws Exception {
        Lease lease = lease(true);

        assertThat(lease.require()).isTrue();

        assertThat(asked).hasSize(1);
    }

    @Test
    void readsSoonAfterNeedNotAsk() throws Exception {
        Lease lease = lease(true);
        lease.require();

        clock.addAndGet(Duration.ofMillis(50).toNanos());

        assertThat(lease.require()).isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aReadAfterTheLeaseAsksAgain() throws Exception {
        Lease lease = lease(true);
        lease.require();

        clock.addAndGet(Duration.ofMillis(201).toNanos());

        assertThat(lease.require()).isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void theLeaseCountsFromWhenTheMajorityWasAskedNotFromItsAnswer() throws Exception {
        Lease lease = new Lease(
                () -> {
                    CompletableFuture<Void> answer = new CompletableFuture<>();
                    asked.add(answer);
                    // the answer takes as long as the lease
                    clock.addAndGet(Duration.ofMillis(200).toNanos());
                    answer.complete(null);
                    return answer;
                },
                clock::get);

        assertThat(lease.require()).isTrue();
        assertThat(lease.require()).isTrue();

        assertThat(asked).hasSize(2);
    }

    @Test
    void withoutAMajorityNothingIsSaid() throws Exception {
        assertThat(lease(false).require()).isFalse();
    }

    private Lease lease(boolean majority) {
        return new Lease(
                () -> {
                    CompletableFuture<Void> answer = majority
                            ? CompletableFuture.completedFuture(null)
                            : CompletableFuture.failedFuture(new IOException("no majority"));
                    asked.add(answer);
                    return answer;
                },
                clock::get);
    }
}
