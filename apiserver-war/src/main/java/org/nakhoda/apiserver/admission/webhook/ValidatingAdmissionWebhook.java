package org.nakhoda.apiserver.admission.webhook;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.webhook.Hooks.Match;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.db.store.ClusterStore;

/** Asks all hooks at once whether a write may be done; the refusal of the first in order is what the client gets. */
public final class ValidatingAdmissionWebhook implements AdmissionStep {
    private final Hooks hooks;
    private final HookCaller caller;

    public ValidatingAdmissionWebhook(
            ClusterStore store, Catalogue catalogue, Authorizer authorizer, HookCaller caller) {
        this.hooks = new Hooks(store, catalogue, authorizer, "validatingwebhookconfigurations");
        this.caller = caller;
    }

    @Override
    public String name() {
        return "ValidatingAdmissionWebhook";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return hooks.mayMatch(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
        List<Match> asked = hooks.matching(request);
        List<HookCaller.Pending> answers = new ArrayList<>();
        for (Match match : asked) {
            answers.add(caller.ask(request, match, "validating"));
        }
        ApiException refusal = null;
        for (int i = 0; i < asked.size(); i++) {
            try {
                Outcomes.of(asked.get(i).hook(), request, answers.get(i));
            } catch (ApiException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        if (refusal != null) {
            throw refusal;
        }
    }
}
