package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;

/** How fresh, or how old, what is read must be: {@code resourceVersion} and {@code resourceVersionMatch}. */
public final class ReadRevision {
    private ReadRevision() {}

    /**
     * @return empty if the parameter is absent or empty
     * @throws ApiException BAD_REQUEST if it is no revision
     */
    public static Optional<Revision> parameter(ApiRequest request) {
        Optional<String> text = request.parameter("resourceVersion").filter(t -> !t.isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Revision.parse(text.get()));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid resource version \"" + text.get() + "\": not a number");
        }
    }

    /**
     * Where the store leads, memory holds everything that was acknowledged: a revision that is not there does not exist. See
     * {@link ReadBarrier} for where it does not.
     *
     * @throws ApiException TIMEOUT, as Kubernetes answers a client that comes from the future
     */
    public static void notAfter(Revision asked, Revision current) {
        if (asked.isAfter(current)) {
            throw tooLarge(asked, current);
        }
    }

    public static ApiException tooLarge(Revision asked, Revision current) {
        return ApiException.tryAgain(
                Reason.TIMEOUT,
                "Too large resource version: " + asked + ", current: " + current,
                1,
                "ResourceVersionTooLarge");
    }

    public static ApiException expired(Revision asked) {
        return ApiException.of(
                Reason.EXPIRED,
                "The provided resource version is too old: " + asked + " is not kept any more; list again without it");
    }

    /** A parameter of lists and watches that may not be there. */
    public static Cause forbidden(String parameter, String why) {
        return new Cause("FieldValueForbidden", "Forbidden: " + why, parameter);
    }

    public static ApiException invalid(List<Cause> faults) {
        return ApiException.invalid("meta.k8s.io", "ListOptions", "", faults);
    }
}
