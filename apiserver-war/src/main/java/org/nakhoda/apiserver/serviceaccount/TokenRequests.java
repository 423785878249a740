package org.nakhoda.apiserver.serviceaccount;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.NodeIdentity;
import org.nakhoda.apiserver.serviceaccount.TokenSigner.Grant;
import org.nakhoda.apiserver.serviceaccount.TokenSigner.Reference;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers {@code create serviceaccounts/token}: a TokenRequest in, the same with a signed token out. Nothing is stored. */
public final class TokenRequests {
    private static final GroupResource SERVICE_ACCOUNTS = GroupResource.core("serviceaccounts");
    private static final GroupResource NODES = GroupResource.core("nodes");
    private static final long DEFAULT_SECONDS = 3600;
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;

    private final ClusterStore store;
    private final TokenSigner signer;
    private final NodeTokens nodes;
    private final Clock clock;

    /** @param authorizer asked whether a node may have tokens for audiences that its pods do not name */
    public TokenRequests(ClusterStore store, TokenSigner signer, Authorizer authorizer, Clock clock) {
        this.nodes = new NodeTokens(store, authorizer);
        this.store = store;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * @throws ApiException if there is no such account, a field is wrong, the object to be bound to is not there, or a node
     *     asks for an account that none of its pods runs under
     */
    public ObjectNode issue(String namespace, String name, ObjectNode request, UserInfo caller) {
        StoredObject account = store.get(new ResourceKey(SERVICE_ACCOUNTS, namespace, name))
                .orElseThrow(() -> ApiException.notFound(SERVICE_ACCOUNTS, name));
        JsonNode spec = request.path("spec");
        long seconds = seconds(spec, name);
        Optional<String> node = NodeIdentity.of(caller);
        if (node.isPresent()) {
            nodes.check(namespace, name, spec, caller, node.get());
        }
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(audience -> audiences.add(audience.asString("")));
        if (audiences.isEmpty()) {
            audiences.add(signer.issuer());
        }
        Grant grant = new Grant(
                namespace,
                new Reference(name, account.uid()),
                boundTo(namespace, name, spec.path("boundObjectRef")),
                audiences,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                Duration.ofSeconds(seconds));
        return answer(namespace, name, spec, grant);
    }

    private static long seconds(JsonNode spec, String name) {
        JsonNode asked = spec.path("expirationSeconds");
        long seconds = asked.isIntegralNumber() ? asked.asLong() : DEFAULT_SECONDS;
        FieldErrors errors = new FieldErrors();
        if (seconds < LEAST_SECONDS) {
            errors.invalid("spec.expirationSeconds", asked, "may not specify a duration less than 10 minutes");
        } else if (seconds > MOST_SECONDS) {
            errors.invalid("spec.expirationSeconds", asked, "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("authentication.k8s.io", "TokenRequest", name, errors.causes());
        }
        return seconds;
    }

    private Map<String, Reference> boundTo(String namespace, String account, JsonNode reference) {
        if (!reference.isObject()) {
            return Map.of();
        }
        String kind = reference.path("kind").asString("");
        GroupResource resource =
                switch (kind) {
                    case "Pod" -> GroupResource.core("pods");
                    case "Secret" -> GroupResource.core("secrets");
                    case "Node" -> NODES;
                    default ->
                        throw ApiException.badRequest("cannot bind token for serviceaccount to object of kind \"" + kind
                                + "\"; Pod, Secret and Node can be bound to");
                };
        String name = reference.path("name").asString("");
        StoredObject object = store.get(new ResourceKey(resource, resource.equals(NODES) ? "" : namespace, name))
                .orElseThrow(() -> ApiException.notFound(resource, name));
        String uid = reference.path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(object.uid())) {
            throw ApiException.conflict(
                    resource,
                    name,
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. The object"
                            + " might have been deleted and then recreated");
        }
        Map<String, Reference> bound = new LinkedHashMap<>();
        if (kind.equals("Pod")) {
            bindPod(account, Json.parse(object.json()), bound);
        }
        bound.put(kind.toLowerCase(Locale.ROOT), new Reference(name, object.uid()));
        return bound;
    }

    private void bindPod(String account, JsonNode pod, Map<String, Reference> bound) {
        String runsAs = pod.path("spec").path("serviceAccountName").asString("");
        if (!runsAs.equals(account)) {
            throw ApiException.badRequest("cannot bind token for serviceaccount \"" + account + "\" to pod running with"
                    + " different serviceaccount name.");
        }
        String nodeName = pod.path("spec").path("nodeName").asString("");
        if (!nodeName.isEmpty()) {
            store.get(new ResourceKey(NODES, "", nodeName))
                    .ifPresent(node -> bound.put("node", new Reference(nodeName, node.uid())));
        }
    }

    private ObjectNode answer(String namespace, String name, JsonNode spec, Grant grant) {
        ObjectNode answer = Json.object().put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        answer.putObject("metadata")
                .put("name", name)
                .put("namespace", namespace)
                .put("creationTimestamp", grant.issuedAt().toString());
        ObjectNode answered = answer.putObject("spec");
        grant.audiences().forEach(answered.putArray("audiences")::add);
        answered.put("expirationSeconds", grant.lifetime().toSeconds());
        answered.set("boundObjectRef", spec.path("boundObjectRef").isObject() ? spec.path("boundObjectRef") : null);
        answer.putObject("status")
                .put("token", signer.sign(grant))
                .put("expirationTimestamp", grant.expires().toString());
        return answer;
    }
}
