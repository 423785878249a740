package org.nakhoda.apiserver.masters;

import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.masters.MastersException;

/** What a refused change among the masters means to a client. */
public final class MasterRefusals {
    private MasterRefusals() {}

    /** @param name of the master that the request is about */
    public static ApiException of(MastersException refused, String name) {
        return switch (refused.reason()) {
            case NOT_FOUND -> ApiException.notFound(MasterKind.RESOURCE, name);
            case CONFLICT -> ApiException.conflict(MasterKind.RESOURCE, name, refused.getMessage());
            case NOT_LEADING -> ApiException.tryAgain(Reason.SERVICE_UNAVAILABLE, refused.getMessage(), 1, "");
            case FAILED -> ApiException.of(Reason.INTERNAL_ERROR, refused.getMessage());
        };
    }

    /** There are no masters, as far as the store knows, that could be changed. */
    public static ApiException none() {
        return ApiException.of(Reason.SERVICE_UNAVAILABLE, "this cluster's store knows of no masters");
    }
}
