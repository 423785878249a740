package org.nakhoda.apiserver.admission.webhook;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.JsonPatch;
import org.nakhoda.api.patch.PatchException;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import org.nakhoda.apiserver.admission.webhook.Review.Verdict;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets hooks change an object, one after the other, each seeing what those before it made. A hook that asks for it is called
 * once more if a later one changed the object. What clients may not set, hooks may not either.
 */
public final class MutatingAdmissionWebhook implements AdmissionStep {
    /** The server's own, whatever a patch makes of it. */
    private static final List<String> KEPT = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "managedFields");

    private final Hooks hooks;
    private final HookCaller caller;
    private final Clock clock;

    public MutatingAdmissionWebhook(ClusterStore store, Catalogue catalogue, HookCaller caller, Clock clock) {
        this.hooks = new Hooks(store, catalogue, "mutatingwebhookconfigurations");
        this.caller = caller;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "MutatingAdmissionWebhook";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return hooks.mayMatch(request);
    }

    /** A deletion has nothing to change, and is refused here all the same. */
    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE) {
            ask(request, hooks.current());
        }
    }

    @Override
    public void mutate(AdmissionRequest request) {
        List<Hook> again = ask(request, hooks.current());
        if (!again.isEmpty()) {
            ask(request, again);
        }
    }

    /** @return the hooks that want to see what others have changed since they were called */
    private List<Hook> ask(AdmissionRequest request, List<Hook> all) {
        List<Hook> called = new ArrayList<>();
        List<Hook> again = List.of();
        for (Hook hook : all) {
            Optional<Match> match = hooks.match(hook, request);
            if (match.isPresent()) {
                if (ask(request, match.get())) {
                    again = called.stream().filter(Hook::isCalledAgain).toList();
                }
                called.add(hook);
            }
        }
        return again;
    }

    /** @return whether the hook changed the object */
    private boolean ask(AdmissionRequest request, Match match) {
        Optional<Verdict> verdict = Outcomes.of(match.hook(), request, caller.ask(request, match));
        if (verdict.isEmpty() || verdict.get().patch() == null || request.object() == null) {
            return false;
        }
        ObjectNode before = request.object().deepCopy();
        try {
            patch(request, match, verdict.get().patch());
        } catch (FailedCallException e) {
            Outcomes.failed(match.hook(), e.getMessage());
        }
        return !before.equals(request.object());
    }

    private void patch(AdmissionRequest request, Match match, JsonNode operations) throws FailedCallException {
        ObjectNode object = request.object();
        ObjectNode seen = Review.converted(object, request.type(), match.type());
        JsonNode patched;
        try {
            patched = new JsonPatch(operations).apply(seen);
        } catch (PatchException e) {
            throw new FailedCallException("the patch cannot be applied: " + e.getMessage());
        }
        if (!(patched instanceof ObjectNode changed)) {
            throw new FailedCallException("the patch leaves no object");
        }
        ObjectNode result = Review.converted(changed, match.type(), request.type());
        Conformance conformance = Conformance.check(request.type().schema(), result);
        if (!conformance.readable()) {
            throw new FailedCallException("the patch leaves a faulty object: " + conformance.faultsMessage());
        }
        keep(object, result);
        object.removeAll();
        object.setAll(result);
        prepare(request);
    }

    private static void keep(ObjectNode from, ObjectNode to) {
        for (String field : List.of("kind", "apiVersion")) {
            to.set(field, from.get(field));
        }
        if (!(to.get("metadata") instanceof ObjectNode)) {
            to.set("metadata", Json.object());
        }
        ObjectNode metadata = (ObjectNode) to.get("metadata");
        for (String field : KEPT) {
            JsonNode value = from.path("metadata").get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
    }

    /** Takes back what this write cannot change, and counts a changed spec. */
    private void prepare(AdmissionRequest request) {
        Strategy strategy = request.type().strategy();
        strategy.setDefaults(request.object());
        if (request.operation() == Operation.CREATE) {
            strategy.prepareForCreate(request.object(), clock.instant());
        } else if (request.subresource().isEmpty()) {
            strategy.prepareForUpdate(request.object(), request.old());
        } else if (request.subresource().equals("status")) {
            strategy.prepareForStatusUpdate(request.object(), request.old());
        }
    }
}
