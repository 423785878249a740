package org.nakhoda.api.core;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names of the objects in its namespace that a pod cannot run without being given.
 *
 * @param claims of volumes, those that are made for the pod included
 * @param resourceClaims of devices
 */
public record PodReferences(
        Set<String> secrets, Set<String> configMaps, Set<String> claims, Set<String> resourceClaims) {
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");
    /** Kinds of volumes with a secret, and the field in which they name it. */
    private static final List<List<String>> VOLUME_SECRETS = List.of(
            List.of("secret", "secretName"),
            List.of("azureFile", "secretName"),
            List.of("cephfs", "secretRef"),
            List.of("flexVolume", "secretRef"),
            List.of("iscsi", "secretRef"),
            List.of("rbd", "secretRef"),
            List.of("scaleIO", "secretRef"),
            List.of("storageos", "secretRef"),
            List.of("csi", "nodePublishSecretRef"));

    public PodReferences {
        secrets = Set.copyOf(secrets);
        configMaps = Set.copyOf(configMaps);
        claims = Set.copyOf(claims);
        resourceClaims = Set.copyOf(resourceClaims);
    }

    public static PodReferences of(JsonNode pod) {
        return new Collected(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>()).of(pod);
    }

    private record Collected(
            Set<String> secrets, Set<String> configMaps, Set<String> claims, Set<String> resourceClaims) {
        PodReferences of(JsonNode pod) {
            JsonNode spec = pod.path("spec");
            spec.path("imagePullSecrets").forEach(secret -> add(secrets, secret.path("name")));
            for (String list : CONTAINERS) {
                Tree.objects(spec, list).forEach(this::environment);
            }
            String podName = Tree.text(pod, "metadata", "name");
            Tree.objects(spec, "volumes").forEach(volume -> volume(podName, volume));
            spec.path("resourceClaims").forEach(claim -> add(resourceClaims, claim.path("resourceClaimName")));
            JsonNode status = pod.path("status");
            status.path("resourceClaimStatuses").forEach(claim -> add(resourceClaims, claim.path("resourceClaimName")));
            add(resourceClaims, status.path("extendedResourceClaimStatus").path("resourceClaimName"));
            return new PodReferences(secrets, configMaps, claims, resourceClaims);
        }

        private void environment(ObjectNode container) {
            for (JsonNode source : container.path("envFrom")) {
                add(secrets, source.path("secretRef").path("name"));
                add(configMaps, source.path("configMapRef").path("name"));
            }
            for (JsonNode variable : container.path("env")) {
                JsonNode source = variable.path("valueFrom");
                add(secrets, source.path("secretKeyRef").path("name"));
                add(configMaps, source.path("configMapKeyRef").path("name"));
            }
        }

        private void volume(String podName, ObjectNode volume) {
            for (List<String> kind : VOLUME_SECRETS) {
                JsonNode named = volume.path(kind.get(0)).path(kind.get(1));
                add(secrets, named.isObject() ? named.path("name") : named);
            }
            add(configMaps, volume.path("configMap").path("name"));
            for (JsonNode source : volume.path("projected").path("sources")) {
                add(secrets, source.path("secret").path("name"));
                add(configMaps, source.path("configMap").path("name"));
            }
            add(claims, volume.path("persistentVolumeClaim").path("claimName"));
            if (volume.path("ephemeral").isObject()) {
                claims.add(podName + "-" + Tree.text(volume, "name"));
            }
        }

        private static void add(Set<String> names, JsonNode name) {
            String text = name.asString("");
            if (!text.isEmpty()) {
                names.add(text);
            }
        }
    }
}
