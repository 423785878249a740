package org.nakhoda.apiserver.admission.quota;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nakhoda.api.quantity.ResourceList;
import org.nakhoda.api.quota.Measure;
import org.nakhoda.api.quota.Measures;
import org.nakhoda.api.quota.Quota;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import tools.jackson.databind.JsonNode;

/** What one write adds to the quotas of its namespace, and to which of them it has been added by now. */
final class Charge {
    private final AdmissionRequest request;
    private final Measure measure;
    private final Instant now;
    private final ResourceList usage;
    private final Map<String, ResourceList> booked = new HashMap<>();
    private Verdict verdict;

    /** Whether the write may go on. */
    sealed interface Verdict {
        record Accepted() implements Verdict {}

        /** @param why in the words that follow "is forbidden: " */
        record Refused(String why) implements Verdict {}

        /** The quotas were changed by others again and again. */
        record Overtaken(String quota) implements Verdict {}
    }

    Charge(AdmissionRequest request, Instant now) {
        this.request = request;
        this.now = now;
        this.measure = Measures.of(request.type().resource());
        this.usage = measure.usage(request.object(), now);
    }

    boolean dryRun() {
        return request.dryRun();
    }

    Verdict verdict() {
        return verdict;
    }

    void decide(Verdict decided) {
        verdict = decided;
    }

    boolean bookedIn(String quota) {
        return booked.containsKey(quota);
    }

    void book(String quota, ResourceList amount) {
        booked.put(quota, amount);
    }

    Map<String, ResourceList> booked() {
        return booked;
    }

    /** What this write would add to a quota; only what becomes more counts, less is found by the next recount. */
    ResourceList added(Quota quota) {
        if (!quota.covers(measure, request.object())) {
            return ResourceList.EMPTY;
        }
        ResourceList added = usage;
        JsonNode old = request.old();
        if (old != null && quota.covers(measure, old)) {
            added = added.minus(measure.usage(old, now));
        }
        return added.only(quota.hard()::has).positive();
    }

    /** Why a quota does not let this write be done, given what is used by now; empty if it does. */
    Optional<String> refusal(Quota quota, ResourceList added) {
        if (!quota.covers(measure, request.object())) {
            return Optional.empty();
        }
        Set<String> bounded =
                quota.hard().names().stream().filter(measure::counts).collect(Collectors.toCollection(TreeSet::new));
        Optional<String> missing = measure.missing(bounded, request.object());
        if (missing.isPresent()) {
            return Optional.of("failed quota: " + quota.name() + ": " + missing.get());
        }
        if (!quota.used().names().containsAll(bounded)) {
            return Optional.of(
                    "status unknown for quota: " + quota.name() + ", resources: " + String.join(",", bounded));
        }
        ResourceList after = quota.used().plus(added);
        ResourceList exceeded =
                added.only(name -> after.get(name).compareTo(quota.hard().get(name)) > 0);
        if (exceeded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("exceeded quota: " + quota.name() + ", requested: " + exceeded + ", used: "
                + quota.used().only(exceeded::has) + ", limited: "
                + quota.hard().only(exceeded::has));
    }
}
