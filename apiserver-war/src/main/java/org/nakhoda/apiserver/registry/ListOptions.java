package org.nakhoda.apiserver.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.meta.Revision;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.apiserver.request.ApiRequest;

/**
 * Which state of a collection a list shows, and how much of it.
 *
 * @param freshness how {@code revision} is meant
 * @param revision empty for the newest state; 0 for any state
 * @param limit 0 for no limit
 */
record ListOptions(Freshness freshness, Optional<Revision> revision, Optional<ContinueToken> from, long limit) {
    enum Freshness {
        /** The state at the revision, or none. */
        EXACT,
        /** A state that is not older. */
        NOT_OLDER
    }

    /**
     * Reads the parameters, and refuses those that do not go together, by Kubernetes' table of resourceVersion,
     * resourceVersionMatch, limit and continue.
     *
     * @throws ApiException BAD_REQUEST for a value that cannot be read, INVALID for a combination that means nothing
     */
    static ListOptions of(ApiRequest request) {
        Optional<Revision> revision = ReadRevision.parameter(request);
        String match = request.parameter("resourceVersionMatch").orElse("");
        String token = request.parameter("continue").orElse("");
        long limit = limit(request);
        check(request, revision, match, !token.isEmpty());
        if (!token.isEmpty()) {
            if (revision.isPresent() && revision.get().value() != 0) {
                throw ApiException.badRequest("specifying resource version is not allowed when using continue");
            }
            return new ListOptions(Freshness.EXACT, Optional.empty(), Optional.of(ContinueToken.parse(token)), limit);
        }
        boolean exact = match.equals("Exact")
                || match.isEmpty()
                        && limit > 0
                        && revision.filter(r -> r.value() != 0).isPresent();
        return new ListOptions(exact ? Freshness.EXACT : Freshness.NOT_OLDER, revision, Optional.empty(), limit);
    }

    private static void check(ApiRequest request, Optional<Revision> revision, String match, boolean continued) {
        List<Cause> faults = new ArrayList<>(0);
        if (!match.isEmpty()) {
            String field = "resourceVersionMatch";
            if (revision.isEmpty()) {
                faults.add(ReadRevision.forbidden(
                        field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }
            if (continued) {
                faults.add(
                        ReadRevision.forbidden(field, "resourceVersionMatch is forbidden when continue is provided"));
            }
            if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
                faults.add(new Cause(
                        "FieldValueNotSupported",
                        "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\"",
                        field));
            }
            if (match.equals("Exact") && revision.filter(r -> r.value() == 0).isPresent()) {
                faults.add(ReadRevision.forbidden(
                        field, "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (request.query().containsKey("sendInitialEvents")) {
            faults.add(ReadRevision.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (!faults.isEmpty()) {
            throw ReadRevision.invalid(faults);
        }
    }

    private static long limit(ApiRequest request) {
        String text = request.parameter("limit").orElse("");
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long limit = Long.parseLong(text);
            if (limit < 0) {
                throw ApiException.badRequest("limit \"" + text + "\" is negative");
            }
            return limit;
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("limit \"" + text + "\" is not a number");
        }
    }
}
