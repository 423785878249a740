package org.nakhoda.apiserver.admission.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * The webhooks of all configurations of one kind, in the order of the configurations' names. They are what the store has now:
 * whoever has seen a configuration acknowledged also sees it obeyed. Without configurations a write costs a look at an empty
 * list.
 */
final class Hooks {
    private static final String GROUP = "admissionregistration.k8s.io";

    /** Subresources whose body is the object itself; what is written through others has a form of its own. */
    private static final Set<String> WHOLE_OBJECTS =
            Set.of("", "status", "ephemeralcontainers", "resize", "approval", "finalize");

    private final ClusterStore store;
    private final Catalogue catalogue;
    private final GroupResource configurations;
    private volatile View view = new View(List.of(), List.of());

    private record View(List<StoredObject> configurations, List<Hook> hooks) {
        boolean isOf(List<StoredObject> others) {
            if (configurations.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (configurations.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param type the version of the object that the hook is to see */
    record Match(Hook hook, ResourceType type) {}

    Hooks(ClusterStore store, Catalogue catalogue, String configurations) {
        this.store = store;
        this.catalogue = catalogue;
        this.configurations = new GroupResource(GROUP, configurations);
    }

    /** Configurations of webhooks and admission policies are never asked about: a faulty one could not be mended. */
    boolean mayMatch(AdmissionRequest request) {
        return !current().isEmpty()
                && !request.type().group().equals(GROUP)
                && WHOLE_OBJECTS.contains(request.subresource());
    }

    /**
     * The hooks to call.
     *
     * @throws ApiException BAD_REQUEST if one of them has side effects and this is a dry run
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
        Optional<ResourceType> seen = seenAs(hook, request).filter(type -> hook.selects(request, store));
        if (seen.isPresent() && request.dryRun() && !hook.supportsDryRun()) {
            throw ApiException.badRequest("admission webhook \"" + hook.name() + "\" does not support dry run");
        }
        return seen.map(type -> new Match(hook, type));
    }

    private Optional<ResourceType> seenAs(Hook hook, AdmissionRequest request) {
        if (hook.rulesMatch(request, request.type())) {
            return Optional.of(request.type());
        }
        if (!hook.takesOtherVersions()) {
            return Optional.empty();
        }
        return catalogue.all().stream()
                .filter(type -> type != request.type()
                        && type.storageResource().equals(request.type().storageResource())
                        && hook.rulesMatch(request, type))
                .findFirst();
    }

    List<Hook> current() {
        List<StoredObject> stored = store.list(configurations, "").objects();
        View known = view;
        if (known.isOf(stored)) {
            return known.hooks();
        }
        List<Hook> hooks = new ArrayList<>();
        for (StoredObject configuration : stored) {
            for (JsonNode hook : Json.parse(configuration.json()).path("webhooks")) {
                hooks.add(Hook.of(hook));
            }
        }
        view = new View(List.copyOf(stored), List.copyOf(hooks));
        return hooks;
    }
}
