package org.nakhoda.apiserver.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.RbacPolicy;
import org.nakhoda.apiserver.authz.Rule;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the cluster's default objects through the pipeline, like any client, once it can write. Can be run again at any
 * time and changes nothing then. Order matters: namespaces before what lives in them, the API's service before any other
 * can take its address.
 */
public final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    /** The API server itself, when it writes. */
    public static final UserInfo API_SERVER = new UserInfo(
            "system:apiserver", "", Set.of(UserInfo.GROUP_MASTERS, UserInfo.GROUP_AUTHENTICATED), Map.of());

    private final ClusterApi api;
    private final ClusterStore store;
    private final Catalogue catalogue;
    private final Settings settings;

    public Bootstrap(ClusterApi api, ClusterStore store, Catalogue catalogue, Settings settings) {
        this.api = api;
        this.store = store;
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /**
     * @throws IllegalStateException naming every object that could not be made, after all have been tried
     */
    public void run() {
        List<ObjectNode> objects = new ArrayList<>();
        objects.addAll(ClusterObjects.namespaces());
        objects.addAll(ClusterObjects.services(settings));
        objects.addAll(ClusterObjects.priorityClasses());
        objects.addAll(UserFacingRoles.roles());
        objects.addAll(ComponentRoles.roles());
        objects.addAll(ControllerRoles.roles());
        objects.addAll(CertificateRoles.roles());
        objects.addAll(UserFacingRoles.bindings());
        objects.addAll(ComponentRoles.bindings());
        objects.addAll(ControllerRoles.bindings());
        objects.addAll(CertificateRoles.bindings());
        extensionAuthentication().ifPresent(objects::add);
        List<String> faults = new ArrayList<>();
        int written = 0;
        for (ObjectNode object : objects) {
            written += reconcile(object, faults) ? 1 : 0;
        }
        written += writeAggregatedRules(objects, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "the cluster's default objects could not all be made:\n  " + String.join("\n  ", faults));
        }
        LOG.info("default objects: {} of {} were missing or incomplete and are in place now", written, objects.size());
    }

    /** What every node may do, as it stands in the role {@code system:node}. */
    public static List<Rule> nodeRules() {
        return Rule.listOf(ComponentRoles.node());
    }

    private Optional<ObjectNode> extensionAuthentication() {
        Path pki = settings.dataDir().resolve("pki");
        try {
            return Files.exists(pki.resolve("ca.crt"))
                    ? Optional.of(ClusterObjects.extensionAuthentication(
                            Files.readString(pki.resolve("ca.crt")),
                            Files.exists(pki.resolve("front-proxy-ca.crt"))
                                    ? Files.readString(pki.resolve("front-proxy-ca.crt"))
                                    : ""))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warn(
                    "the authorities in {} cannot be read, so servers that extend the API will not know them: {}",
                    pki,
                    e.toString());
            return Optional.empty();
        }
    }

    private boolean reconcile(ObjectNode wanted, List<String> faults) {
        ResourceType type = typeOf(wanted);
        if (type == null) {
            faults.add(wanted.path("kind") + " is not in the catalogue");
            return false;
        }
        String namespace = wanted.path("metadata").path("namespace").asString("");
        String name = wanted.path("metadata").path("name").asString("");
        Optional<ObjectNode> current = store.get(new ResourceKey(type.resource(), namespace, name))
                .map(object -> (ObjectNode) Json.parse(object.json()));
        if (current.isEmpty()) {
            return send("POST", type, namespace, "", wanted, faults);
        }
        Optional<ObjectNode> next = Reconciliation.completed(current.get(), wanted);
        return next.isPresent() && send("PUT", type, namespace, name, next.get(), faults);
    }

    /** Writes what aggregated roles grant into them, for people to read; the authorizer computes it by itself. */
    private int writeAggregatedRules(List<ObjectNode> objects, List<String> faults) {
        Map<ResourceKey, tools.jackson.databind.JsonNode> roles = new java.util.HashMap<>();
        store.list(RbacPolicy.CLUSTER_ROLES, "")
                .objects()
                .forEach(object -> roles.put(object.key(), Json.parse(object.json())));
        RbacPolicy policy = new RbacPolicy(roles);
        int written = 0;
        for (ObjectNode declared : objects) {
            if (!declared.path("aggregationRule").isObject()) {
                continue;
            }
            String name = declared.path("metadata").path("name").asString("");
            ObjectNode reference = Json.object().put("kind", "ClusterRole").put("name", name);
            ObjectNode role = (ObjectNode) roles.get(new ResourceKey(RbacPolicy.CLUSTER_ROLES, "", name));
            if (role != null) {
                var rules = Json.array();
                policy.role(reference, "").orElseThrow().stream()
                        .map(rule -> rule.toJson().toString())
                        .sorted()
                        .forEach(rule -> rules.add(Json.parse(rule)));
                if (!rules.equals(role.path("rules"))) {
                    role.set("rules", rules);
                    written += send("PUT", typeOf(declared), "", name, role, faults) ? 1 : 0;
                }
            }
        }
        return written;
    }

    private boolean send(
            String method, ResourceType type, String namespace, String name, ObjectNode object, List<String> faults) {
        List<String> path = new ArrayList<>();
        if (type.group().isEmpty()) {
            path.add("api");
        } else {
            path.addAll(List.of("apis", type.group()));
        }
        path.add(type.version());
        if (!namespace.isEmpty()) {
            path.addAll(List.of("namespaces", namespace));
        }
        path.add(type.resource().resource());
        if (!name.isEmpty()) {
            path.add(name);
        }
        ApiResponse response = api.call(new ApiRequest(
                method,
                path,
                Map.of(),
                Map.of("content-type", ApiResponse.JSON, "accept", ApiResponse.JSON, "user-agent", "kube-apiserver"),
                Json.bytes(object),
                new Credentials(null, null),
                API_SERVER));
        if (response.status() == 409) {
            LOG.debug("{} {} was written by somebody else meanwhile", type.kind(), path);
            return false;
        }
        if (response.status() >= 300) {
            faults.add(method + " /" + String.join("/", path) + " of "
                    + object.path("metadata").path("name").asString("") + ": " + response.status() + " "
                    + text(response.body()));
            return false;
        }
        return true;
    }

    private static String text(ApiResponse.Body body) {
        return body instanceof ApiResponse.Body.Whole whole
                ? new String(whole.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                : "";
    }

    private ResourceType typeOf(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        int slash = apiVersion.indexOf('/');
        return catalogue
                .byKind(
                        slash < 0 ? "" : apiVersion.substring(0, slash),
                        apiVersion.substring(slash + 1),
                        object.path("kind").asString(""))
                .orElse(null);
    }
}
