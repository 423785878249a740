package org.nakhoda.apiserver.admission.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.StoredView;
import org.nakhoda.apiserver.admission.policy.PolicyInput;
import org.nakhoda.apiserver.admission.policy.Verdict;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** The webhooks of all configurations of one kind, in the order of the configurations' names. */
final class Hooks {
    private static final String GROUP = "admissionregistration.k8s.io";

    private final ClusterStore store;
    private final Catalogue catalogue;
    private final Authorizer authorizer;
    private final StoredView<List<Hook>> view;

    /** @param type the version of the object that the hook is to see */
    record Match(Hook hook, ResourceType type) {}

    Hooks(ClusterStore store, Catalogue catalogue, Authorizer authorizer, String configurations) {
        this.store = store;
        this.catalogue = catalogue;
        this.authorizer = authorizer;
        this.view =
                new StoredView<>(store, List.of(new GroupResource(GROUP, configurations)), lists -> read(lists.get(0)));
    }

    private static List<Hook> read(List<StoredObject> configurations) {
        List<Hook> hooks = new ArrayList<>();
        for (StoredObject configuration : configurations) {
            for (JsonNode hook : Json.parse(configuration.json()).path("webhooks")) {
                hooks.add(Hook.of(configuration.key().name(), hook));
            }
        }
        return List.copyOf(hooks);
    }

    List<Hook> current() {
        return view.current();
    }

    /** Configurations of webhooks and admission policies are never asked about: a faulty one could not be mended. */
    boolean mayMatch(AdmissionRequest request) {
        return !current().isEmpty() && !request.type().group().equals(GROUP);
    }

    /**
     * The hooks to call.
     *
     * @throws ApiException BAD_REQUEST if one of them has side effects and this is a dry run; FORBIDDEN if it cannot be told
     *     whether one of them is to be called, and it may not be left out
     */
    List<Match> matching(AdmissionRequest request) {
        List<Match> found = new ArrayList<>();
        for (Hook hook : current()) {
            match(hook, request).ifPresent(found::add);
        }
        return found;
    }

    /** @see #matching */
    Optional<Match> match(Hook hook, AdmissionRequest request) {
        Optional<ResourceType> seen = hook.criteria().match(request, store, catalogue);
        if (seen.isEmpty() || !conditionsHold(hook, request, seen.get())) {
            return Optional.empty();
        }
        if (request.dryRun() && !hook.supportsDryRun()) {
            throw ApiException.badRequest("admission webhook \"" + hook.name() + "\" does not support dry run");
        }
        return Optional.of(new Match(hook, seen.get()));
    }

    private boolean conditionsHold(Hook hook, AdmissionRequest request, ResourceType seen) {
        if (hook.conditions().isEmpty()) {
            return true;
        }
        PolicyInput input = PolicyInput.of(request, seen, null, authorizer);
        Verdict verdict = hook.conditions().judge(input.objects().plain(), hook.ignoresFailure());
        if (verdict instanceof Verdict.Failed failed) {
            throw ApiException.forbidden(request.type().resource(), request.name(), failed.why());
        }
        return verdict instanceof Verdict.Holds;
    }
}
