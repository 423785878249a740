package org.nakhoda.apiserver.request;

import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.StoreException;

/** The refusals that have nothing to do with a kind. */
public final class Refusals {
    private Refusals() {}

    public static ApiException noSuchPath() {
        return ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    public static ApiException methodNotAllowed() {
        return ApiException.of(
                Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    /** What a write without an outcome means to the client: whether, and how soon, to try again. */
    static ApiException of(StoreException e) {
        return switch (e.reason()) {
            case OVERLOADED ->
                ApiException.tryAgain(
                        Reason.TOO_MANY_REQUESTS,
                        "too many writes are waiting, please try again later",
                        FlowControl.RETRY_AFTER_SECONDS,
                        "");
            case NOT_LEADING ->
                ApiException.tryAgain(
                        Reason.SERVICE_UNAVAILABLE,
                        "this master does not lead; the write was not done: try again",
                        FlowControl.RETRY_AFTER_SECONDS,
                        "");
            case UNAVAILABLE ->
                ApiException.tryAgain(
                        Reason.SERVICE_UNAVAILABLE,
                        "the database does not answer; the write was not done: try again",
                        FlowControl.RETRY_AFTER_SECONDS,
                        "");
            case UNKNOWN_OUTCOME ->
                ApiException.of(
                        Reason.TIMEOUT,
                        "the connection broke off during the commit: the write may or may not be done; read before trying again");
        };
    }
}
