package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.node.objects.ClusterObjects;
import org.nakhoda.node.spec.FieldValues;

/**
 * A container's variables. Later ones go before earlier ones of the same name: services, then whole config maps and
 * secrets, then single variables, each of which may refer to those above it.
 */
final class Environment {
    private final ClusterObjects objects;

    Environment(ClusterObjects objects) {
        this.objects = objects;
    }

    /** @throws StartException if something that it needs is not there */
    Map<String, String> of(Pod pod, Container container, FieldValues.Placement placement) throws StartException {
        String namespace = pod.getMetadata().getNamespace();
        boolean links = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
        Map<String, String> services = ServiceVariables.of(objects.services(), namespace, links);
        Map<String, String> own = new LinkedHashMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            addAll(namespace, source, own);
        }
        for (EnvVar variable : container.getEnv()) {
            Map<String, String> known = new LinkedHashMap<>(services);
            known.putAll(own);
            Optional<String> value = value(pod, container, placement, variable, known);
            value.ifPresent(text -> own.put(variable.getName(), text));
        }
        Map<String, String> all = new LinkedHashMap<>(services);
        all.putAll(own);
        return all;
    }

    private void addAll(String namespace, EnvFromSource source, Map<String, String> into) throws StartException {
        String prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getConfigMapRef() != null) {
            String name = source.getConfigMapRef().getName();
            Optional<ConfigMap> map = objects.configMap(namespace, name);
            if (map.isEmpty() && !Boolean.TRUE.equals(source.getConfigMapRef().getOptional())) {
                throw StartException.config("configmap \"" + name + "\" not found");
            }
            map.map(ConfigMap::getData).ifPresent(data -> data.forEach((key, value) -> into.put(prefix + key, value)));
        } else if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            Optional<Secret> secret = objects.secret(namespace, name);
            if (secret.isEmpty() && !Boolean.TRUE.equals(source.getSecretRef().getOptional())) {
                throw StartException.config("secret \"" + name + "\" not found");
            }
            secret.map(Secret::getData)
                    .ifPresent(data -> data.forEach((key, value) -> into.put(prefix + key, decoded(value))));
        }
    }

    private Optional<String> value(
            Pod pod, Container container, FieldValues.Placement placement, EnvVar variable, Map<String, String> known)
            throws StartException {
        EnvVarSource from = variable.getValueFrom();
        if (from == null) {
            String text = variable.getValue();
            return Optional.of(text == null ? "" : Expansion.expand(text, known));
        }
        try {
            if (from.getFieldRef() != null) {
                return Optional.of(
                        FieldValues.field(pod, placement, from.getFieldRef().getFieldPath()));
            }
            if (from.getResourceFieldRef() != null) {
                return Optional.of(FieldValues.resource(
                        pod, from.getResourceFieldRef(), Optional.of(container), objects.allocatable()));
            }
        } catch (IllegalArgumentException e) {
            throw StartException.config(e.getMessage());
        }
        String namespace = pod.getMetadata().getNamespace();
        if (from.getConfigMapKeyRef() != null) {
            return configMapValue(namespace, from.getConfigMapKeyRef());
        }
        if (from.getSecretKeyRef() != null) {
            return secretValue(namespace, from.getSecretKeyRef());
        }
        throw StartException.config("variable " + variable.getName() + " has a source of an unsupported kind");
    }

    private Optional<String> configMapValue(String namespace, ConfigMapKeySelector selector) throws StartException {
        boolean optional = Boolean.TRUE.equals(selector.getOptional());
        Optional<ConfigMap> map = objects.configMap(namespace, selector.getName());
        if (map.isEmpty() && !optional) {
            throw StartException.config("configmap \"" + selector.getName() + "\" not found");
        }
        Optional<String> value = map.map(ConfigMap::getData).map(data -> data.get(selector.getKey()));
        if (value.isEmpty() && !optional) {
            throw StartException.config(
                    "couldn't find key " + selector.getKey() + " in ConfigMap " + namespace + "/" + selector.getName());
        }
        return value;
    }

    private Optional<String> secretValue(String namespace, SecretKeySelector selector) throws StartException {
        boolean optional = Boolean.TRUE.equals(selector.getOptional());
        Optional<Secret> secret = objects.secret(namespace, selector.getName());
        if (secret.isEmpty() && !optional) {
            throw StartException.config("secret \"" + selector.getName() + "\" not found");
        }
        Optional<String> value = secret.map(Secret::getData)
                .map(data -> data.get(selector.getKey()))
                .map(Environment::decoded);
        if (value.isEmpty() && !optional) {
            throw StartException.config(
                    "couldn't find key " + selector.getKey() + " in Secret " + namespace + "/" + selector.getName());
        }
        return value;
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
