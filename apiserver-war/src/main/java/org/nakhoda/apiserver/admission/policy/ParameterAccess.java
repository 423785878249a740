package org.nakhoda.apiserver.admission.policy;

import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;

/**
 * Nobody makes a policy read parameters that they may not read themselves: what a policy says about a request could tell them
 * what stands there.
 */
public final class ParameterAccess implements AdmissionStep {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final Set<String> POLICIES = Set.of("validatingadmissionpolicies", "mutatingadmissionpolicies");

    private final ClusterStore store;
    private final Catalogue catalogue;
    private final Authorizer authorizer;

    public ParameterAccess(ClusterStore store, Catalogue catalogue, Authorizer authorizer) {
        this.store = store;
        this.catalogue = catalogue;
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return "AdmissionPolicyParameterAccess";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().group().equals(GROUP)
                && request.type().resource().resource().contains("admissionpolic")
                && request.object() != null
                && request.subresource().isEmpty();
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode spec = request.object().path("spec");
        JsonNode before = request.old() == null ? Json.object() : request.old().path("spec");
        if (POLICIES.contains(request.type().resource().resource())) {
            JsonNode kind = spec.path("paramKind");
            if (kind.isObject() && !kind.equals(before.path("paramKind")) && !mayRead(request, kind, "", "", "get")) {
                throw refused(
                        request,
                        "user " + request.user().name()
                                + " must have \"get\" permission on all objects of the referenced paramKind (kind="
                                + Tree.text(kind, "kind") + ", apiVersion=" + Tree.text(kind, "apiVersion") + ")");
            }
        } else if (spec.path("paramRef").isObject() && !spec.equals(before)) {
            binding(request, spec);
        }
    }

    private void binding(AdmissionRequest request, JsonNode spec) {
        String policies = request.type().resource().resource().replace("policybindings", "policies");
        JsonNode kind = store.get(
                        new ResourceKey(new GroupResource(GROUP, policies), "", Tree.text(spec, "policyName")))
                .map(policy -> Json.parse(policy.json()).path("spec").path("paramKind"))
                .orElse(null);
        if (kind == null || !kind.isObject()) {
            return;
        }
        JsonNode reference = spec.path("paramRef");
        String name = Tree.text(reference, "name");
        String verb = name.isEmpty() ? "list" : "get";
        if (!mayRead(request, kind, Tree.text(reference, "namespace"), name, verb)) {
            throw refused(
                    request,
                    "user " + request.user().name() + " does not have \"" + verb
                            + "\" permission on the object referenced by paramRef");
        }
    }

    private boolean mayRead(AdmissionRequest request, JsonNode kind, String namespace, String name, String verb) {
        String apiVersion = Tree.text(kind, "apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        Optional<ResourceType> type = catalogue.byKind(group, version, Tree.text(kind, "kind"));
        String resource = type.map(known -> known.resource().resource()).orElse("*");
        return authorizer
                .authorize(
                        new Attributes(request.user(), verb, group, version, resource, "", namespace, name, true, ""))
                .allowed();
    }

    private static ApiException refused(AdmissionRequest request, String why) {
        return ApiException.forbidden(request.type().resource(), request.name(), why);
    }
}
