package org.nakhoda.apiserver.admission.webhook;

import java.time.Clock;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.patch.JsonPatch;
import org.nakhoda.api.patch.PatchException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.MutatedObject;
import org.nakhoda.apiserver.admission.Reinvocation;
import org.nakhoda.apiserver.admission.RequestFacts;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import org.nakhoda.apiserver.admission.webhook.Review.Answer;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets hooks change an object, one after the other, each seeing what those before it made. When one of them changed it, all
 * mutating steps run once more, and with them the hooks that ask for it.
 */
public final class MutatingAdmissionWebhook implements AdmissionStep {
    private final Hooks hooks;
    private final HookCaller caller;
    private final Clock clock;

    public MutatingAdmissionWebhook(
            ClusterStore store, Catalogue catalogue, Authorizer authorizer, HookCaller caller, Clock clock) {
        this.hooks = new Hooks(store, catalogue, authorizer, "mutatingwebhookconfigurations");
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
            mutate(request);
        }
    }

    @Override
    public void mutate(AdmissionRequest request) {
        Reinvocation.Calls calls = request.context().reinvocation().turn(name(), request.object());
        int order = 0;
        for (Hook hook : hooks.current()) {
            Optional<Match> match = hooks.match(hook, request);
            if (match.isPresent() && calls.isDue(hook.id())) {
                if (ask(request, match.get(), order++)) {
                    calls.objectChanged();
                }
                if (hook.isCalledAgain()) {
                    calls.repeatable(hook.id());
                }
            }
        }
        calls.end(request.object());
    }

    /** @return whether the hook changed the object */
    private boolean ask(AdmissionRequest request, Match match, int order) {
        Optional<Answer> answer = Outcomes.of(match.hook(), request, caller.ask(request, match, "admit"));
        boolean changed = false;
        if (answer.isPresent() && answer.get().patch() != null && request.object() != null) {
            try {
                changed = patch(request, match, answer.get().patch());
            } catch (FailedCallException e) {
                Outcomes.failed(match.hook(), e.getMessage());
            }
        }
        String round = request.context().reinvocation().again() ? "1" : "0";
        request.context()
                .annotate(
                        "mutation.webhook.admission.k8s.io/round_" + round + "_index_" + order,
                        "{\"configuration\":\"" + match.hook().configuration() + "\",\"webhook\":\""
                                + match.hook().name() + "\",\"mutated\":" + changed + "}");
        return changed;
    }

    private boolean patch(AdmissionRequest request, Match match, JsonNode operations) throws FailedCallException {
        ObjectNode seen = RequestFacts.seen(request, request.object(), match.type());
        try {
            if (new JsonPatch(operations).apply(seen) instanceof ObjectNode changed) {
                return MutatedObject.adopt(request, changed, match.type(), clock.instant());
            }
            throw new FailedCallException("the patch leaves no object");
        } catch (PatchException e) {
            throw new FailedCallException("the patch cannot be applied: " + e.getMessage());
        } catch (MutatedObject.FaultyException e) {
            throw new FailedCallException("the patch leaves a faulty object: " + e.getMessage());
        }
    }
}
