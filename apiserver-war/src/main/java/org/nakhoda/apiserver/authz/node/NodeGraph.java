package org.nakhoda.apiserver.authz.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.PodReferences;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import tools.jackson.databind.JsonNode;

/**
 * Which nodes objects are related to. Not thread-safe; see {@link NodeRelations}.
 *
 * <pre>
 *   node <-- pod <-- secret, config map, service account, resource claim
 *                <-- persistent volume claim <-- persistent volume <-- secret
 *   node <-- volume attachment, resource slice
 * </pre>
 */
final class NodeGraph {
    static final GroupResource PODS = GroupResource.core("pods");
    static final GroupResource SECRETS = GroupResource.core("secrets");
    static final GroupResource CONFIG_MAPS = GroupResource.core("configmaps");
    static final GroupResource SERVICE_ACCOUNTS = GroupResource.core("serviceaccounts");
    static final GroupResource CLAIMS = GroupResource.core("persistentvolumeclaims");
    static final GroupResource VOLUMES = GroupResource.core("persistentvolumes");
    static final GroupResource RESOURCE_CLAIMS = new GroupResource("resource.k8s.io", "resourceclaims");
    static final GroupResource SLICES = new GroupResource("resource.k8s.io", "resourceslices");
    static final GroupResource ATTACHMENTS = new GroupResource("storage.k8s.io", "volumeattachments");

    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final List<String> CSI_SECRETS = List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeStageSecretRef",
            "nodeExpandSecretRef");
    private static final List<String> NAMED_SECRETS =
            List.of("cephfs", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos");

    /** Pods, attachments and slices: what names its node itself. */
    private final Map<ResourceKey, Direct> direct = new HashMap<>();

    /** What pods of which nodes refer to, and how many of them. */
    private final Map<ResourceKey, Map<String, Integer>> referred = new HashMap<>();

    private final Map<ResourceKey, Volume> volumes = new HashMap<>();

    /** The volumes whose drivers need a secret. */
    private final Map<ResourceKey, Set<ResourceKey>> secretUsers = new HashMap<>();

    private record Direct(String node, String uid, Set<ResourceKey> references) {}

    private record Volume(ResourceKey claim, Set<ResourceKey> secrets) {}

    /** Whether the object is there under this uid, so that what never changes of it is known. */
    boolean knows(ResourceKey key, String uid) {
        Direct known = direct.get(key);
        return known != null && known.uid.equals(uid);
    }

    void put(ResourceKey key, String uid, JsonNode object) {
        remove(key);
        if (key.resource().equals(VOLUMES)) {
            putVolume(key, object);
            return;
        }
        JsonNode spec = object.path("spec");
        String node = Tree.text(spec, "nodeName");
        if (!node.isEmpty()) {
            Set<ResourceKey> references = key.resource().equals(PODS) ? references(key.namespace(), object) : Set.of();
            direct.put(key, new Direct(node, uid, references));
            references.forEach(reference ->
                    referred.computeIfAbsent(reference, r -> new HashMap<>()).merge(node, 1, Integer::sum));
        }
    }

    /** A mirror shows what runs anyway: nothing follows from what it says. */
    private static Set<ResourceKey> references(String namespace, JsonNode pod) {
        Set<ResourceKey> keys = new HashSet<>();
        if (pod.path("metadata").path("annotations").has(MIRROR)) {
            return keys;
        }
        PodReferences names = PodReferences.of(pod);
        names.secrets().forEach(name -> keys.add(new ResourceKey(SECRETS, namespace, name)));
        names.configMaps().forEach(name -> keys.add(new ResourceKey(CONFIG_MAPS, namespace, name)));
        names.claims().forEach(name -> keys.add(new ResourceKey(CLAIMS, namespace, name)));
        names.resourceClaims().forEach(name -> keys.add(new ResourceKey(RESOURCE_CLAIMS, namespace, name)));
        String account = Tree.text(pod, "spec", "serviceAccountName");
        if (!account.isEmpty()) {
            keys.add(new ResourceKey(SERVICE_ACCOUNTS, namespace, account));
        }
        return keys;
    }

    private void putVolume(ResourceKey key, JsonNode volume) {
        JsonNode spec = volume.path("spec");
        JsonNode claim = spec.path("claimRef");
        String namespace = Tree.text(claim, "namespace");
        String name = Tree.text(claim, "name");
        if (namespace.isEmpty() || name.isEmpty()) {
            return;
        }
        Set<ResourceKey> secrets = secrets(spec, namespace);
        volumes.put(key, new Volume(new ResourceKey(CLAIMS, namespace, name), secrets));
        secrets.forEach(secret ->
                secretUsers.computeIfAbsent(secret, s -> new HashSet<>()).add(key));
    }

    private static Set<ResourceKey> secrets(JsonNode spec, String claimNamespace) {
        Set<ResourceKey> secrets = new HashSet<>();
        CSI_SECRETS.forEach(field -> secret(spec.path("csi").path(field), "name", claimNamespace, secrets));
        NAMED_SECRETS.forEach(kind -> secret(spec.path(kind).path("secretRef"), "name", claimNamespace, secrets));
        JsonNode azure = spec.path("azureFile");
        String azureNamespace = Tree.text(azure, "secretNamespace");
        secret(azure, "secretName", azureNamespace.isEmpty() ? claimNamespace : azureNamespace, secrets);
        return secrets;
    }

    private static void secret(JsonNode reference, String field, String namespace, Set<ResourceKey> into) {
        String name = Tree.text(reference, field);
        String stated = Tree.text(reference, "namespace");
        if (!name.isEmpty()) {
            into.add(new ResourceKey(SECRETS, stated.isEmpty() ? namespace : stated, name));
        }
    }

    void remove(ResourceKey key) {
        Direct gone = direct.remove(key);
        if (gone != null) {
            gone.references.forEach(reference -> referred.computeIfPresent(reference, (r, nodes) -> {
                nodes.computeIfPresent(gone.node, (node, count) -> count == 1 ? null : count - 1);
                return nodes.isEmpty() ? null : nodes;
            }));
        }
        Volume volume = volumes.remove(key);
        if (volume != null) {
            volume.secrets.forEach(secret -> secretUsers.computeIfPresent(secret, (s, users) -> {
                users.remove(key);
                return users.isEmpty() ? null : users;
            }));
        }
    }

    void removeAll(GroupResource resource) {
        Set<ResourceKey> keys = new HashSet<>(direct.keySet());
        keys.addAll(volumes.keySet());
        keys.removeIf(key -> !key.resource().equals(resource));
        keys.forEach(this::remove);
    }

    boolean related(String node, ResourceKey key) {
        Direct known = direct.get(key);
        if (known != null) {
            return known.node.equals(node);
        }
        if (referred.getOrDefault(key, Map.of()).containsKey(node)) {
            return true;
        }
        Volume volume = volumes.get(key);
        if (volume != null) {
            return related(node, volume.claim);
        }
        return secretUsers.getOrDefault(key, Set.of()).stream().anyMatch(user -> related(node, user));
    }
}
