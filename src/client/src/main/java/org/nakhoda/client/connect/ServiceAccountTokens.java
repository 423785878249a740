package org.nakhoda.client.connect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/** Tokens of one service account by the TokenRequest API, renewed when four fifths of their life are over. */
final class ServiceAccountTokens implements OAuthTokenProvider {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration USE = LIFETIME.multipliedBy(4).dividedBy(5);

    private final ReentrantLock tokenLock = new ReentrantLock();
    private final KubernetesClient requester;
    private final String namespace;
    private final String name;
    private final InstantSource clock;

    @GuardedBy("tokenLock")
    private String token;

    @GuardedBy("tokenLock")
    private Instant renewAt = Instant.MIN;

    ServiceAccountTokens(KubernetesClient requester, String namespace, String name, InstantSource clock) {
        this.requester = requester;
        this.namespace = namespace;
        this.name = name;
        this.clock = clock;
    }

    @Override
    public String getToken() {
        tokenLock.lock();
        try {
            Instant now = clock.instant();
            if (!now.isBefore(renewAt)) {
                token = request();
                renewAt = now.plus(USE);
            }
            return token;
        } finally {
            tokenLock.unlock();
        }
    }

    private String request() {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(LIFETIME.toSeconds())
                .endSpec()
                .build();
        var account = requester.serviceAccounts().inNamespace(namespace).withName(name);
        try {
            return account.tokenRequest(request).getStatus().getToken();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            requester.resource(missingAccount()).createOr(existing -> null);
            return account.tokenRequest(request).getStatus().getToken();
        }
    }

    private ServiceAccount missingAccount() {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }
}
