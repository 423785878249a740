package org.nakhoda.db.masters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Asks one question for many callers: whoever comes while an answer is under way gets the next one, for the question must be
 * asked after it came. Never more than one is under way.
 */
final class Rounds<T> {
    private final Supplier<CompletableFuture<T>> question;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private boolean running;

    @GuardedBy("lock")
    private CompletableFuture<T> next;

    /** @param question asks; must not block for long */
    Rounds(Supplier<CompletableFuture<T>> question) {
        this.question = question;
    }

    /** An answer to the question as it is asked after this call. */
    CompletableFuture<T> join() {
        CompletableFuture<T> mine;
        synchronized (lock) {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            mine = next;
            if (running) {
                return mine;
            }
            running = true;
            next = null;
        }
        ask(mine);
        return mine;
    }

    private void ask(CompletableFuture<T> round) {
        CompletableFuture<T> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((value, failure) -> {
            CompletableFuture<T> following;
            synchronized (lock) {
                following = next;
                next = null;
                running = following != null;
            }
            if (failure == null) {
                round.complete(value);
            } else {
                round.completeExceptionally(failure);
            }
            if (following != null) {
                ask(following);
            }
        });
    }
}
