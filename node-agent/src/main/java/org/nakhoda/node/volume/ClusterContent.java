package org.nakhoda.node.volume;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.node.objects.ClusterObjects;
import org.nakhoda.node.runtime.PodIdentity;
import org.nakhoda.node.spec.FieldValues;
import org.nakhoda.node.spec.PodSpecs;

/** Volumes whose files come from the cluster: configMap, secret, downwardAPI and projected. */
final class ClusterContent {
    private static final int DEFAULT_MODE = 0644;
    private static final int PRIVATE_MODE = 0600;
    private static final long DEFAULT_TOKEN_SECONDS = 3600;

    private final ClusterObjects objects;

    ClusterContent(ClusterObjects objects) {
        this.objects = objects;
    }

    Payload of(Pod pod, ConfigMapVolumeSource source) throws VolumeException {
        Payload payload = new Payload();
        addConfigMap(
                payload, pod, source.getName(), source.getItems(), source.getOptional(), mode(source.getDefaultMode()));
        return payload;
    }

    Payload of(Pod pod, SecretVolumeSource source) throws VolumeException {
        Payload payload = new Payload();
        addSecret(
                payload,
                pod,
                source.getSecretName(),
                source.getItems(),
                source.getOptional(),
                mode(source.getDefaultMode()));
        return payload;
    }

    Payload of(Pod pod, FieldValues.Placement placement, List<DownwardAPIVolumeFile> items, Integer defaultMode)
            throws VolumeException {
        Payload payload = new Payload();
        addDownward(payload, pod, placement, items, mode(defaultMode));
        return payload;
    }

    Payload of(Pod pod, FieldValues.Placement placement, ProjectedVolumeSource source) throws VolumeException {
        Payload payload = new Payload();
        int mode = mode(source.getDefaultMode());
        for (VolumeProjection part : source.getSources()) {
            ConfigMapProjection configMap = part.getConfigMap();
            SecretProjection secret = part.getSecret();
            if (configMap != null) {
                addConfigMap(payload, pod, configMap.getName(), configMap.getItems(), configMap.getOptional(), mode);
            } else if (secret != null) {
                addSecret(payload, pod, secret.getName(), secret.getItems(), secret.getOptional(), mode);
            } else if (part.getDownwardAPI() != null) {
                addDownward(payload, pod, placement, part.getDownwardAPI().getItems(), mode);
            } else if (part.getServiceAccountToken() != null) {
                addToken(payload, pod, part.getServiceAccountToken(), mode);
            } else {
                throw new VolumeException("a projected volume's source is of a kind that this node does not support");
            }
        }
        return payload;
    }

    private void addConfigMap(Payload payload, Pod pod, String name, List<KeyToPath> items, Boolean optional, int mode)
            throws VolumeException {
        Optional<ConfigMap> found = objects.configMap(pod.getMetadata().getNamespace(), name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new VolumeException("configmap \"" + name + "\" not found");
        }
        Map<String, byte[]> data = new TreeMap<>();
        found.map(ConfigMap::getData)
                .ifPresent(texts -> texts.forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8))));
        found.map(ConfigMap::getBinaryData)
                .ifPresent(binary -> binary.forEach(
                        (key, base64) -> data.put(key, Base64.getDecoder().decode(base64))));
        addKeys(payload, "configmap \"" + name + "\"", data, items, Boolean.TRUE.equals(optional), mode);
    }

    private void addSecret(Payload payload, Pod pod, String name, List<KeyToPath> items, Boolean optional, int mode)
            throws VolumeException {
        Optional<Secret> found = objects.secret(pod.getMetadata().getNamespace(), name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new VolumeException("secret \"" + name + "\" not found");
        }
        Map<String, byte[]> data = new TreeMap<>();
        found.map(Secret::getData)
                .ifPresent(values -> values.forEach(
                        (key, base64) -> data.put(key, Base64.getDecoder().decode(base64))));
        addKeys(payload, "secret \"" + name + "\"", data, items, Boolean.TRUE.equals(optional), mode);
    }

    private static void addKeys(
            Payload payload, String what, Map<String, byte[]> data, List<KeyToPath> items, boolean optional, int mode)
            throws VolumeException {
        if (items == null || items.isEmpty()) {
            for (Map.Entry<String, byte[]> entry : data.entrySet()) {
                payload.add(entry.getKey(), new Payload.Content(entry.getValue(), mode, null));
            }
            return;
        }
        for (KeyToPath item : items) {
            byte[] bytes = data.get(item.getKey());
            if (bytes != null) {
                int own = item.getMode() == null ? mode : item.getMode();
                payload.add(item.getPath(), new Payload.Content(bytes, own, null));
            } else if (!optional) {
                throw new VolumeException(what + " references non-existent key: " + item.getKey());
            }
        }
    }

    private void addDownward(
            Payload payload,
            Pod pod,
            FieldValues.Placement placement,
            List<DownwardAPIVolumeFile> items,
            int defaultMode)
            throws VolumeException {
        for (DownwardAPIVolumeFile item : items) {
            String text;
            try {
                text = item.getFieldRef() != null
                        ? FieldValues.field(pod, placement, item.getFieldRef().getFieldPath())
                        : FieldValues.resource(
                                pod, item.getResourceFieldRef(), Optional.empty(), objects.allocatable());
            } catch (IllegalArgumentException e) {
                throw new VolumeException(item.getPath() + ": " + e.getMessage(), e);
            }
            int mode = item.getMode() == null ? defaultMode : item.getMode();
            payload.add(item.getPath(), new Payload.Content(text.getBytes(StandardCharsets.UTF_8), mode, null));
        }
    }

    private void addToken(Payload payload, Pod pod, ServiceAccountTokenProjection token, int mode)
            throws VolumeException {
        String account = pod.getSpec().getServiceAccountName();
        String text = objects.token(
                PodIdentity.of(pod),
                account == null || account.isEmpty() ? "default" : account,
                token.getAudience() == null ? "" : token.getAudience(),
                token.getExpirationSeconds() == null ? DEFAULT_TOKEN_SECONDS : token.getExpirationSeconds());
        Optional<Long> user = onlyUser(pod);
        boolean shared = PodSpecs.fsGroup(pod).isPresent() || user.isEmpty();
        payload.add(
                token.getPath(),
                new Payload.Content(
                        text.getBytes(StandardCharsets.UTF_8),
                        PodSpecs.fsGroup(pod).isPresent() ? PRIVATE_MODE : shared ? mode : PRIVATE_MODE,
                        shared ? null : user.get()));
    }

    /** The user that all containers of the pod run as, if the specification says so. */
    private static Optional<Long> onlyUser(Pod pod) {
        Long shared = pod.getSpec().getSecurityContext() == null
                ? null
                : pod.getSpec().getSecurityContext().getRunAsUser();
        List<Long> users = PodSpecs.allContainers(pod).stream()
                .map(c ->
                        c.getSecurityContext() != null && c.getSecurityContext().getRunAsUser() != null
                                ? c.getSecurityContext().getRunAsUser()
                                : shared)
                .distinct()
                .toList();
        return users.size() == 1 && users.stream().allMatch(Objects::nonNull)
                ? Optional.of(users.get(0))
                : Optional.empty();
    }

    private static int mode(Integer given) {
        return given == null ? DEFAULT_MODE : given;
    }
}
