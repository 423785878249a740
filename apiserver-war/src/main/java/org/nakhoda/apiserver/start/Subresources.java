package org.nakhoda.apiserver.start;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authn.ServiceAccountTokenAuthenticator;
import org.nakhoda.apiserver.authz.AccessReviews;
import org.nakhoda.apiserver.masters.MasterJoins;
import org.nakhoda.apiserver.proxy.AgentDialer;
import org.nakhoda.apiserver.proxy.PodLogs;
import org.nakhoda.apiserver.proxy.ProxiedRequests;
import org.nakhoda.apiserver.proxy.Relay;
import org.nakhoda.apiserver.registry.ComponentStatuses;
import org.nakhoda.apiserver.registry.Connecting;
import org.nakhoda.apiserver.registry.MasterObjects;
import org.nakhoda.apiserver.registry.Questions;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.SubresourceHandler;
import org.nakhoda.apiserver.serviceaccount.IdentityReviews;
import org.nakhoda.apiserver.serviceaccount.TokenRequests;
import org.nakhoda.db.store.ClusterStore;

/** What is answered by somebody else than the generic verbs, put together piece by piece. */
final class Subresources {
    private final Catalogue catalogue;
    private final List<SubresourceHandler> handlers = new ArrayList<>();

    Subresources(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param audiences for whom tokens are good that name nobody */
    Subresources reviews(AccessReviews access, ServiceAccountTokenAuthenticator tokens, List<String> audiences) {
        IdentityReviews identity = new IdentityReviews(tokens, audiences);
        handlers.add(new Questions(
                (type, sub) -> access.handles(type.group(), type.resource().resource()),
                type -> type,
                (target, question, caller) -> access.answer(target.resource(), target.namespace(), question, caller)));
        handlers.add(new Questions(
                (type, sub) -> identity.handles(type.group(), type.resource().resource()),
                type -> type,
                (target, question, caller) -> identity.answer(target.resource(), question, caller)));
        return this;
    }

    Subresources tokens(TokenRequests requests, List<AdmissionStep> admission) {
        ResourceType tokenRequest = kind("authentication.k8s.io", "TokenRequest");
        handlers.add(new Questions(
                (type, sub) -> is(type, "serviceaccounts", sub, "token"),
                type -> tokenRequest,
                (target, question, caller) -> requests.issue(target.namespace(), target.name(), question, caller),
                admission));
        return this;
    }

    Subresources masters(ClusterStore store, MasterJoins joins) {
        ResourceType join = kind(MasterKind.GROUP, "MasterJoin");
        handlers.add(new ComponentStatuses(store));
        handlers.add(new MasterObjects(store));
        handlers.add(new Questions(
                (type, sub) -> type.resource().equals(MasterKind.RESOURCE) && sub.equals("join"),
                type -> join,
                (target, question, caller) -> joins.admit(target.name(), question)));
        return this;
    }

    Subresources nodes(ClusterStore store, AgentDialer dialer, ProxiedRequests proxied, Connecting connecting) {
        PodLogs logs = new PodLogs(store, dialer);
        handlers.add(new Handler(
                "pods", "log", (request, target) -> logs.answer(request, target.namespace(), target.name())));
        for (String resource : List.of("nodes", "pods", "services")) {
            handlers.add(new Handler(resource, "proxy", (request, target) -> {
                connecting.admit(request, target);
                return Relay.pass(request, proxied.passage(request, target));
            }));
        }
        return this;
    }

    List<SubresourceHandler> all() {
        return List.copyOf(handlers);
    }

    private ResourceType kind(String group, String kind) {
        return catalogue
                .byKind(group, "v1", kind)
                .orElseThrow(() -> new IllegalStateException("the catalogue has no " + kind));
    }

    private static boolean is(ResourceType type, String resource, String subresource, String wanted) {
        return subresource.equals(wanted)
                && type.group().isEmpty()
                && type.resource().resource().equals(resource);
    }

    /** A subresource of the core group that somebody else than the registry answers. */
    private record Handler(String resource, String subresource, Answer answer) implements SubresourceHandler {
        interface Answer {
            ApiResponse of(ApiRequest request, RequestTarget target);
        }

        @Override
        public boolean handles(ResourceType type, String asked) {
            return is(type, resource, asked, subresource);
        }

        @Override
        public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
            return answer.of(request, target);
        }
    }
}
