package org.nakhoda.apiserver.admission;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.nakhoda.api.core.PodReferences;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a pod its service account, and its containers the account's token, the cluster's CA and the namespace's name, by a
 * projected volume at the path where every Kubernetes client library looks for them.
 */
public final class ServiceAccountAdmission implements AdmissionStep {
    private static final GroupResource PODS = GroupResource.core("pods");
    private static final GroupResource SERVICE_ACCOUNTS = GroupResource.core("serviceaccounts");
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    /** Kubernetes' own odd number: an hour and a little, by which tokens of this volume are told from others. */
    private static final int TOKEN_SECONDS = 3607;

    private final ClusterStore store;
    private final RandomGenerator random = new SecureRandom();

    public ServiceAccountAdmission(ClusterStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().resource().equals(PODS)
                && switch (request.operation()) {
                    case CREATE -> request.subresource().isEmpty();
                    case UPDATE -> request.subresource().equals("ephemeralcontainers");
                    default -> false;
                };
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode pod = request.object();
        if (request.operation() != Operation.CREATE || mirror(pod)) {
            return;
        }
        ObjectNode spec = pod.withObject("/spec");
        String name = spec.path("serviceAccountName").asString("");
        if (name.isEmpty()) {
            name = spec.path("serviceAccount").asString("");
        }
        if (name.isEmpty()) {
            name = "default";
        }
        spec.put("serviceAccountName", name);
        spec.put("serviceAccount", name);
        JsonNode account = account(request, name);
        if (automount(spec, account)) {
            mount(spec);
        }
        if (spec.path("imagePullSecrets").isEmpty()
                && account.path("imagePullSecrets").size() > 0) {
            spec.set("imagePullSecrets", account.path("imagePullSecrets").deepCopy());
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode pod = request.object();
        JsonNode spec = pod.path("spec");
        String refusal;
        if (request.operation() == Operation.UPDATE) {
            refusal = MountableSecrets.enforcedFor(account(request, serviceAccount(spec)))
                    .map(secrets -> secrets.refusalOfEphemeral(spec))
                    .orElse(null);
        } else if (mirror(pod)) {
            refusal = ofMirror(pod);
        } else {
            refusal = MountableSecrets.enforcedFor(account(request, serviceAccount(spec)))
                    .map(secrets -> secrets.refusal(spec))
                    .orElse(null);
        }
        if (refusal != null) {
            throw ApiException.forbidden(PODS, request.name(), refusal);
        }
    }

    private static String serviceAccount(JsonNode spec) {
        return spec.path("serviceAccountName").asString("");
    }

    /** A mirror shows what runs without the API's leave, and must not lead to what would need it. */
    private static String ofMirror(JsonNode pod) {
        if (!serviceAccount(pod.path("spec")).isEmpty()) {
            return "a mirror pod may not reference service accounts";
        }
        if (!PodReferences.of(pod).secrets().isEmpty()) {
            return "a mirror pod may not reference secrets";
        }
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            for (JsonNode source : volume.path("projected").path("sources")) {
                if (source.has("serviceAccountToken")) {
                    return "a mirror pod may not use ServiceAccountToken volume projections";
                }
            }
        }
        return null;
    }

    private static boolean mirror(JsonNode pod) {
        return pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror");
    }

    private JsonNode account(AdmissionRequest request, String name) {
        return store.get(new ResourceKey(SERVICE_ACCOUNTS, request.namespace(), name))
                .map(object -> Json.parse(object.json()))
                .orElseThrow(() -> ApiException.forbidden(
                        PODS,
                        request.name(),
                        "error looking up service account " + request.namespace() + "/" + name + ": serviceaccount \""
                                + name + "\" not found"));
    }

    private static boolean automount(JsonNode spec, JsonNode account) {
        JsonNode own = spec.path("automountServiceAccountToken");
        return own.isBoolean()
                ? own.asBoolean()
                : account.path("automountServiceAccountToken").asBoolean(true);
    }

    private void mount(ObjectNode spec) {
        String volume = null;
        for (JsonNode present : spec.path("volumes")) {
            if (present.path("name").asString("").startsWith(VOLUME_PREFIX)) {
                volume = present.path("name").asString("");
            }
        }
        String name = volume == null ? VOLUME_PREFIX + suffix() : volume;
        boolean mounted = mountInto(spec.path("initContainers"), name);
        mounted |= mountInto(spec.path("containers"), name);
        if (mounted && volume == null) {
            array(spec, "volumes").add(projectedVolume(name));
        }
    }

    private static boolean mountInto(JsonNode containers, String volume) {
        boolean mounted = false;
        for (JsonNode container : containers) {
            if (container instanceof ObjectNode open && !mounts(container)) {
                array(open, "volumeMounts")
                        .addObject()
                        .put("name", volume)
                        .put("readOnly", true)
                        .put("mountPath", MOUNT_PATH);
                mounted = true;
            }
        }
        return mounted;
    }

    private static boolean mounts(JsonNode container) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (mount.path("mountPath").asString("").equals(MOUNT_PATH)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode projectedVolume(String name) {
        ObjectNode volume = Json.object().put("name", name);
        ObjectNode projected = volume.putObject("projected").put("defaultMode", 0644);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token");
        ObjectNode ca = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        ca.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", "metadata.namespace");
        return volume;
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return suffix.toString();
    }

    private static ArrayNode array(ObjectNode object, String field) {
        return object.path(field) instanceof ArrayNode array ? array : object.putArray(field);
    }
}
