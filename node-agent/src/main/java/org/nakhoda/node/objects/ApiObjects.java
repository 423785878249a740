package org.nakhoda.node.objects;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.nakhoda.client.meta.Timestamps;
import org.nakhoda.node.runtime.PodIdentity;

/**
 * Asks the API server. What it answered serves for a second more, so that a node full of pods which share a config map
 * does not ask for each; a service account's token serves for most of its life.
 */
public final class ApiObjects implements ClusterObjects {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration LONGEST_USE = Duration.ofHours(24);

    private final KubernetesClient client;
    private final Supplier<Collection<Service>> services;
    private final Supplier<Map<String, Quantity>> allocatable;
    private final InstantSource clock;
    private final Map<Key, Answer> answers = new ConcurrentHashMap<>();
    private final Map<TokenKey, Token> tokens = new ConcurrentHashMap<>();

    private record Key(Class<?> kind, String namespace, String name) {}

    private record Answer(Optional<?> object, Instant at) {}

    private record TokenKey(PodIdentity pod, String account, String audience, long seconds) {}

    private record Token(String text, Instant renewAt) {}

    /** @param services what an informer holds now */
    public ApiObjects(
            KubernetesClient client,
            Supplier<Collection<Service>> services,
            Supplier<Map<String, Quantity>> allocatable,
            InstantSource clock) {
        this.client = client;
        this.services = services;
        this.allocatable = allocatable;
        this.clock = clock;
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) {
        return recent(
                new Key(ConfigMap.class, namespace, name),
                () -> client.configMaps().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return recent(
                new Key(Secret.class, namespace, name),
                () -> client.secrets().inNamespace(namespace).withName(name).get());
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(String namespace, String name) {
        return recent(new Key(PersistentVolumeClaim.class, namespace, name), () -> client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    @Override
    public Optional<PersistentVolume> volume(String name) {
        return recent(
                new Key(PersistentVolume.class, "", name),
                () -> client.persistentVolumes().withName(name).get());
    }

    @SuppressWarnings("unchecked")
    private <T> Optional<T> recent(Key key, Supplier<T> ask) {
        Instant now = clock.instant();
        Answer answer = answers.get(key);
        if (answer == null || answer.at.plus(FRESH).isBefore(now)) {
            answers.values().removeIf(old -> old.at.plus(FRESH).isBefore(now));
            answer = new Answer(Optional.ofNullable(ask.get()), now);
            answers.put(key, answer);
        }
        return (Optional<T>) answer.object;
    }

    @Override
    public Collection<Service> services() {
        return services.get();
    }

    @Override
    public Map<String, Quantity> allocatable() {
        return allocatable.get();
    }

    @Override
    public String token(PodIdentity pod, String serviceAccount, String audience, long expirationSeconds) {
        TokenKey key = new TokenKey(pod, serviceAccount, audience, expirationSeconds);
        Instant now = clock.instant();
        Token token = tokens.get(key);
        if (token == null || !now.isBefore(token.renewAt)) {
            token = request(key, now);
            tokens.put(key, token);
        }
        return token.text;
    }

    private Token request(TokenKey key, Instant now) {
        TokenRequest answer = client.serviceAccounts()
                .inNamespace(key.pod.namespace())
                .withName(key.account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences(key.audience.isEmpty() ? List.of() : List.of(key.audience))
                        .withExpirationSeconds(key.seconds)
                        .withNewBoundObjectRef()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(key.pod.name())
                        .withUid(key.pod.uid())
                        .endBoundObjectRef()
                        .endSpec()
                        .build());
        Instant expires =
                Timestamps.parse(answer.getStatus().getExpirationTimestamp()).orElse(now.plusSeconds(key.seconds));
        Duration use = Duration.between(now, expires).multipliedBy(4).dividedBy(5);
        return new Token(answer.getStatus().getToken(), now.plus(use.compareTo(LONGEST_USE) < 0 ? use : LONGEST_USE));
    }

    @Override
    public void forget(String podUid) {
        tokens.keySet().removeIf(key -> key.pod.uid().equals(podUid));
    }
}
