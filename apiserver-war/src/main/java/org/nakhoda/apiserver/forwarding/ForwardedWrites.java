package org.nakhoda.apiserver.forwarding;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.MasterCertificates;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.FlowControl;
import org.nakhoda.apiserver.request.Forwarding;
import org.nakhoda.apiserver.request.RefusalForm;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoreException;

/**
 * Sends what may write to the leading master while this one follows. A request that came from a master is not sent on again:
 * whoever sent it looks for the leader anew. While nobody leads a request waits, but not for long, and only so many do.
 */
public final class ForwardedWrites implements Forwarding {
    /** In the answer of a master that did nothing about a request, because it does not lead. */
    private static final String NOT_DONE = "X-Nakhoda-Not-Done";

    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 20;

    /** The application server has 96 threads: some have to stay for reads. */
    private static final int UNDER_WAY = 64;

    private static final int WAITING = 32;

    private final ClusterStore store;
    private final MasterCertificates certificates;
    private final Predicate<RequestTarget> elsewhere;
    private final RefusalForm refusals;
    private final Consumer<ForwardingOutcome> observer;
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final Semaphore waiting = new Semaphore(WAITING);

    /**
     * @param certificates tell which requests come from a master
     * @param elsewhere what servers that extend the API answer, which this master reaches as well as any other
     * @param observer learns what became of each request; cheap
     */
    public ForwardedWrites(
            ClusterStore store,
            MasterCertificates certificates,
            Predicate<RequestTarget> elsewhere,
            RefusalForm refusals,
            Consumer<ForwardingOutcome> observer) {
        this.store = store;
        this.certificates = certificates;
        this.elsewhere = elsewhere;
        this.refusals = refusals;
        this.observer = observer;
    }

    @Override
    public Optional<ApiResponse> instead(ApiRequest request, RequestTarget target) {
        if (store.epoch().isPresent() || !mayWrite(target)) {
            return Optional.empty();
        }
        Optional<Masters> masters = store.masters();
        if (masters.isEmpty()) {
            return Optional.empty();
        }
        return isForwarded(request) ? Optional.of(notDone(request)) : send(request, masters.get());
    }

    @Override
    public Optional<ApiResponse> after(StoreException failure, ApiRequest request, RequestTarget target) {
        if (failure.reason() != StoreException.Reason.NOT_LEADING
                || !mayWrite(target)
                || mayHaveWritten(target)
                || store.masters().isEmpty()) {
            return Optional.empty();
        }
        return isForwarded(request)
                ? Optional.of(notDone(request))
                : send(request, store.masters().get());
    }

    /** What is asked and forgotten is answered from memory anywhere; connections begin at the master that the client has. */
    private boolean mayWrite(RequestTarget target) {
        return target.resourceRequest()
                && !target.readOnly()
                && !target.longRunning()
                && !target.group().equals("authentication.k8s.io")
                && !target.group().equals("authorization.k8s.io")
                && !elsewhere.test(target);
    }

    /** Whether a failed write may have been preceded by one that did not fail. */
    private static boolean mayHaveWritten(RequestTarget target) {
        return target.verb().equals("deletecollection") || target.subresource().equals("eviction");
    }

    private boolean isForwarded(ApiRequest request) {
        return request.credentials().forwardedCaller() != null
                && certificates
                        .nameOf(request.credentials().clientCertificate())
                        .isPresent();
    }

    private ApiResponse notDone(ApiRequest request) {
        ApiException refusal = tryAgain("this master does not lead; the request was not done: try again");
        return new ApiResponse(
                refusal.code(),
                Map.of("Retry-After", Integer.toString(refusal.retryAfterSeconds()), NOT_DONE, "true"),
                refusals.of(request, refusal));
    }

    private static ApiException tryAgain(String message) {
        return ApiException.tryAgain(Reason.SERVICE_UNAVAILABLE, message, FlowControl.RETRY_AFTER_SECONDS, "");
    }

    private Optional<ApiResponse> send(ApiRequest request, Masters masters) {
        if (!underWay.tryAcquire()) {
            observer.accept(ForwardingOutcome.REFUSED);
            throw ApiException.tryAgain(
                    Reason.TOO_MANY_REQUESTS,
                    "too many writes are on their way to the leading master, please try again later",
                    FlowControl.RETRY_AFTER_SECONDS,
                    "");
        }
        byte[] work = ForwardedRequest.write(request);
        try (Patience patience = new Patience()) {
            String why = "no master leads at present";
            do {
                if (store.epoch().isPresent()) {
                    return Optional.empty();
                }
                Optional<Member> leader = masters.leader().filter(member -> !isSelf(member, masters));
                if (leader.isPresent()) {
                    Delegated sent = masters.delegate(
                            leader.get(), work, () -> masters.leader().equals(leader));
                    if (sent instanceof Delegated.Lost lost) {
                        throw unknown(leader.get(), lost.fault());
                    }
                    if (sent instanceof Delegated.NotTaken notTaken) {
                        why = "the leading master " + leader.get().name() + " did not take it: " + notTaken.why();
                    } else {
                        ApiResponse answer = ForwardedAnswer.read(((Delegated.Done) sent).answer());
                        if (!answer.headers().containsKey(NOT_DONE)) {
                            observer.accept(ForwardingOutcome.ANSWERED);
                            return Optional.of(answer);
                        }
                        why = "the master " + leader.get().name() + " does not lead";
                    }
                }
            } while (patience.pause());
            if (masters.leader().filter(member -> isSelf(member, masters)).isPresent()) {
                return Optional.empty(); // the store here knows better what keeps it from writing
            }
            observer.accept(ForwardingOutcome.NOT_DONE);
            throw tryAgain(why + "; the request was not done: try again");
        } catch (StoreException e) {
            observer.accept(ForwardingOutcome.UNKNOWN);
            throw e;
        } finally {
            underWay.release();
        }
    }

    private static StoreException unknown(Member leader, Exception fault) {
        return new StoreException(
                StoreException.Reason.UNKNOWN_OUTCOME,
                "the leading master " + leader.name() + " was lost while it worked on a request",
                fault);
    }

    private static boolean isSelf(Member member, Masters masters) {
        return member.name().equals(masters.self().name());
    }

    /** How long one request may wait for a leader; it takes a place among those that do when it first has to. */
    private final class Patience implements AutoCloseable {
        private final long begin = System.nanoTime();
        private boolean placed;

        /** @return false if there is nothing to wait for any more */
        boolean pause() {
            if (System.nanoTime() - begin >= LONGEST_WAIT_NANOS) {
                return false;
            }
            if (!placed) {
                placed = waiting.tryAcquire();
                if (!placed) {
                    return false;
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            if (placed) {
                waiting.release();
            }
        }
    }
}
