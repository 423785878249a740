package org.nakhoda.apiserver.authn;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the caller from a service-account token: a JWT that this cluster signed (RS256, nothing else). What a signature
 * proves never changes and is remembered; whether the account, and the pod or secret that the token is bound to, still
 * exist under the same uid is asked of the store for every request, so deleting one revokes its tokens at once.
 */
public final class ServiceAccountTokenAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceAccountTokenAuthenticator.class);

    /** How far the clocks of those who sign and those who verify may be apart. */
    static final Duration LEEWAY = Duration.ofSeconds(10);

    /** How long a pod that is being deleted may still use its token after its grace period. */
    private static final Duration DELETED_POD_LEEWAY = Duration.ofSeconds(60);

    private static final int CACHE_LIMIT = 4096;
    private static final String EXTRA = "authentication.kubernetes.io/";

    private final ClusterStore store;
    private final VerificationKeys keys;
    private final String issuer;
    private final List<String> apiAudiences;
    private final Clock clock;
    private final Map<String, Claims> verified = new ConcurrentHashMap<>();

    /**
     * @param apiAudiences a token must be meant for one of these to be good for the API itself
     */
    public ServiceAccountTokenAuthenticator(
            ClusterStore store, VerificationKeys keys, String issuer, List<String> apiAudiences, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.issuer = issuer;
        this.apiAudiences = List.copyOf(apiAudiences);
        this.clock = clock;
    }

    /** What a token says once its signature is known to be good. */
    private record Claims(
            Instant expires,
            Instant notBefore,
            List<String> audiences,
            String tokenId,
            Bound account,
            List<Bound> bound) {}

    /** Something that a token stands and falls with. */
    private record Bound(String claim, ResourceKey key, String uid) {}

    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        if (credentials.bearerToken() == null) {
            return Optional.empty();
        }
        return Optional.of(verify(credentials.bearerToken(), apiAudiences).user());
    }

    /** Who a token speaks for, and for which of the asked audiences. */
    public record Verified(UserInfo user, List<String> audiences) {}

    /**
     * @param audiences the token must be meant for at least one of these
     * @throws ApiException UNAUTHORIZED if the token is not good
     */
    public Verified verify(String token, List<String> audiences) {
        Claims claims = verified.get(token);
        if (claims == null) {
            claims = read(token);
            if (verified.size() >= CACHE_LIMIT) {
                verified.clear();
            }
            verified.put(token, claims);
        }
        Instant now = clock.instant();
        if (now.isAfter(claims.expires().plus(LEEWAY))) {
            verified.remove(token);
            throw refused("the service account token has expired");
        }
        if (now.isBefore(claims.notBefore().minus(LEEWAY))) {
            throw refused("the service account token is not valid yet");
        }
        List<String> meant =
                audiences.stream().filter(claims.audiences()::contains).toList();
        if (meant.isEmpty()) {
            throw refused("the service account token is meant for the audiences " + claims.audiences() + ", not for "
                    + audiences);
        }
        requireLive(claims.account(), now);
        for (Bound bound : claims.bound()) {
            requireLive(bound, now);
        }
        return new Verified(user(claims), meant);
    }

    private Claims read(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm())) {
                throw refused("the token is signed by " + jwt.getHeader().getAlgorithm() + "; only RS256 is accepted");
            }
            RSAPublicKey key = keys.byId(jwt.getHeader().getKeyID())
                    .orElseThrow(() -> refused("the token is signed by a key that is not this cluster's"));
            if (!jwt.verify(new RSASSAVerifier(key))) {
                throw refused("the token's signature does not match");
            }
            return claims(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalArgumentException | ClassCastException e) {
            throw refused("the bearer token is not a signed JWT: " + e.getMessage());
        }
    }

    private Claims claims(JWTClaimsSet set) throws ParseException {
        if (!issuer.equals(set.getIssuer())) {
            throw refused("the token is issued by " + set.getIssuer() + ", not by " + issuer);
        }
        Map<String, Object> kubernetes = set.getJSONObjectClaim("kubernetes.io");
        Date expires = set.getExpirationTime();
        Date notBefore = set.getNotBeforeTime();
        if (kubernetes == null || expires == null || !(kubernetes.get("namespace") instanceof String namespace)) {
            throw refused("the token lacks exp or the claims of kubernetes.io");
        }
        Bound account = bound(kubernetes, "serviceaccount", "serviceaccounts", namespace)
                .orElseThrow(() -> refused("the token names no service account"));
        if (!userName(account.key()).equals(set.getSubject())) {
            throw refused("the token's subject is not its service account");
        }
        List<Bound> bound = new java.util.ArrayList<>();
        bound(kubernetes, "pod", "pods", namespace).ifPresent(bound::add);
        bound(kubernetes, "secret", "secrets", namespace).ifPresent(bound::add);
        if (bound.isEmpty()) {
            bound(kubernetes, "node", "nodes", "").ifPresent(bound::add);
        }
        return new Claims(
                expires.toInstant(),
                notBefore == null ? Instant.EPOCH : notBefore.toInstant(),
                List.copyOf(set.getAudience()),
                set.getJWTID() == null ? "" : set.getJWTID(),
                account,
                List.copyOf(bound));
    }

    private static Optional<Bound> bound(Map<String, Object> claims, String claim, String resource, String namespace) {
        if (claims.get(claim) instanceof Map<?, ?> reference
                && reference.get("name") instanceof String name
                && reference.get("uid") instanceof String uid) {
            return Optional.of(new Bound(claim, new ResourceKey(GroupResource.core(resource), namespace, name), uid));
        }
        return Optional.empty();
    }

    private void requireLive(Bound bound, Instant now) {
        StoredObject object = store.get(bound.key()).orElse(null);
        if (object == null) {
            throw refused("the token's " + bound.claim() + " " + bound.key().name() + " has been deleted");
        }
        if (!bound.uid().equals(object.uid())) {
            throw refused("the token's " + bound.claim() + " " + bound.key().name()
                    + " has been deleted; another of that name has taken its place");
        }
        if (bound.claim().equals("pod") && pastItsDeletion(object, now)) {
            throw refused("the token's pod " + bound.key().name() + " is being deleted and its time is over");
        }
    }

    /** Looks for the text first: almost no pod is being deleted, and parsing each for every request would be waste. */
    private static boolean pastItsDeletion(StoredObject pod, Instant now) {
        if (!new String(pod.json(), java.nio.charset.StandardCharsets.ISO_8859_1).contains("\"deletionTimestamp\"")) {
            return false;
        }
        String deletion = Json.parse(pod.json())
                .path("metadata")
                .path("deletionTimestamp")
                .asString("");
        return !deletion.isEmpty() && now.isAfter(Instant.parse(deletion).plus(DELETED_POD_LEEWAY));
    }

    private static UserInfo user(Claims claims) {
        ResourceKey account = claims.account().key();
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (!claims.tokenId().isEmpty()) {
            extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.tokenId()));
        }
        for (Bound bound : claims.bound()) {
            if (!bound.claim().equals("secret")) {
                extra.put(EXTRA + bound.claim() + "-name", List.of(bound.key().name()));
                extra.put(EXTRA + bound.claim() + "-uid", List.of(bound.uid()));
            }
        }
        return serviceAccount(
                account.namespace(), account.name(), claims.account().uid(), extra);
    }

    /** The caller that a service account is, also for the in-VM client, which shows no token. */
    public static UserInfo serviceAccount(String namespace, String name, String uid, Map<String, List<String>> extra) {
        return new UserInfo(
                "system:serviceaccount:" + namespace + ":" + name,
                uid,
                Set.of(
                        UserInfo.GROUP_SERVICE_ACCOUNTS,
                        UserInfo.GROUP_SERVICE_ACCOUNTS + ":" + namespace,
                        UserInfo.GROUP_AUTHENTICATED),
                extra);
    }

    private static String userName(ResourceKey account) {
        return "system:serviceaccount:" + account.namespace() + ":" + account.name();
    }

    /** Why is for the log, and for those who may review tokens. */
    private static ApiException refused(String why) {
        LOG.debug("refused a bearer token: {}", why);
        return ApiException.of(Reason.UNAUTHORIZED, "[invalid bearer token, " + why + "]");
    }
}
