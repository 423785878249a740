package org.nakhoda.apiserver.admission.quota;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.quota.Quota;
import org.nakhoda.apiserver.admission.quota.Charge.Verdict;
import org.nakhoda.apiserver.admission.quota.QuotaObjects.Read;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoreException;

/**
 * The charges of one namespace. Whoever comes first decides for all who wait, so that many writes at a time cost one update
 * of each quota, and not one after the other.
 */
final class NamespaceUsage {
    private static final int ROUNDS = 16;

    private final ReentrantLock decisionLock = new ReentrantLock();
    private final Queue<Charge> waiting = new ConcurrentLinkedQueue<>();
    private final QuotaObjects objects;
    private final String namespace;

    NamespaceUsage(QuotaObjects objects, String namespace) {
        this.objects = objects;
        this.namespace = namespace;
    }

    /**
     * Waits until the charge is decided, and booked in every quota if it is accepted.
     *
     * @throws StoreException if the store cannot write
     */
    void charge(Charge charge) {
        waiting.add(charge);
        decisionLock.lock();
        try {
            if (charge.verdict() == null) {
                List<Charge> batch = new ArrayList<>();
                for (Charge next = waiting.poll(); next != null; next = waiting.poll()) {
                    batch.add(next);
                }
                decideLocked(batch);
            }
        } finally {
            decisionLock.unlock();
        }
    }

    @GuardedBy("decisionLock")
    private void decideLocked(List<Charge> batch) {
        try {
            List<Charge> open = batch;
            for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
                open = roundLocked(open);
            }
            open.forEach(charge -> charge.decide(new Verdict.Overtaken(namespace)));
        } finally {
            // a store that fails leaves nobody waiting without an answer
            batch.stream()
                    .filter(charge -> charge.verdict() == null)
                    .forEach(charge -> charge.decide(new Verdict.Overtaken(namespace)));
        }
        for (Charge charge : batch) {
            if (!(charge.verdict() instanceof Verdict.Accepted)) {
                giveBackLocked(charge);
            }
        }
    }

    /** @return those that have to be looked at again, because a quota was changed by somebody else */
    @GuardedBy("decisionLock")
    private List<Charge> roundLocked(List<Charge> open) {
        Map<String, Read> read = objects.in(namespace);
        Map<String, Quota> quotas = new LinkedHashMap<>();
        read.forEach((name, one) -> quotas.put(name, one.quota()));
        Map<Charge, Map<String, ResourceList>> tentative = new LinkedHashMap<>();
        for (Charge charge : open) {
            Map<String, ResourceList> additions = new HashMap<>();
            Optional<String> refusal = examine(charge, quotas, additions);
            if (refusal.isPresent()) {
                charge.decide(new Verdict.Refused(refusal.get()));
            } else if (charge.dryRun() || additions.isEmpty()) {
                charge.decide(new Verdict.Accepted());
            } else {
                additions.forEach((name, added) -> quotas.computeIfPresent(
                        name, (n, quota) -> quota.withUsed(quota.used().plus(added))));
                tentative.put(charge, additions);
            }
        }
        bookLocked(tentative, read, quotas);
        List<Charge> again = new ArrayList<>();
        tentative.forEach((charge, additions) -> {
            if (charge.booked().keySet().containsAll(additions.keySet())) {
                charge.decide(new Verdict.Accepted());
            } else {
                again.add(charge);
            }
        });
        return again;
    }

    private static Optional<String> examine(
            Charge charge, Map<String, Quota> quotas, Map<String, ResourceList> additions) {
        for (Quota quota : quotas.values()) {
            if (charge.bookedIn(quota.name())) {
                continue;
            }
            ResourceList added = charge.added(quota);
            Optional<String> refusal = charge.refusal(quota, added);
            if (refusal.isPresent()) {
                return refusal;
            }
            if (!added.isEmpty()) {
                additions.put(quota.name(), added);
            }
        }
        return Optional.empty();
    }

    @GuardedBy("decisionLock")
    private void bookLocked(
            Map<Charge, Map<String, ResourceList>> tentative, Map<String, Read> read, Map<String, Quota> quotas) {
        Map<String, CompletableFuture<Outcome>> writes = new LinkedHashMap<>();
        quotas.forEach((name, quota) -> {
            if (!quota.used().equals(read.get(name).quota().used())) {
                writes.put(name, objects.write(read.get(name), quota));
            }
        });
        writes.forEach((name, write) -> {
            if (joined(write) instanceof Outcome.Committed) {
                tentative.forEach((charge, additions) -> {
                    if (additions.containsKey(name)) {
                        charge.book(name, additions.get(name));
                    }
                });
            }
        });
    }

    /** Takes what was booked out of the quotas again. What cannot be written is found by the next recount. */
    void giveBack(Charge charge) {
        decisionLock.lock();
        try {
            giveBackLocked(charge);
        } finally {
            decisionLock.unlock();
        }
    }

    @GuardedBy("decisionLock")
    private void giveBackLocked(Charge charge) {
        for (int round = 0; round < ROUNDS && !charge.booked().isEmpty(); round++) {
            Map<String, Read> quotas = objects.in(namespace);
            charge.booked().entrySet().removeIf(booking -> {
                Read read = quotas.get(booking.getKey());
                if (read == null) {
                    return true;
                }
                Quota quota = read.quota();
                Quota less = quota.withUsed(quota.used()
                        .minus(booking.getValue().only(quota.used()::has))
                        .max(quota.used().minus(quota.used())));
                return joined(objects.write(read, less)) instanceof Outcome.Committed;
            });
        }
    }

    private static Outcome joined(CompletableFuture<Outcome> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException failed) {
                throw failed;
            }
            throw e;
        }
    }
}
