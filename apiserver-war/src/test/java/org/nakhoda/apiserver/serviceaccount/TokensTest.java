package org.nakhoda.apiserver.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.Authenticator.Credentials;
import org.nakhoda.apiserver.authn.ServiceAccountTokenAuthenticator;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authn.VerificationKeys;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.memory.MemoryStore;
import tools.jackson.databind.node.ObjectNode;

class TokensTest {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final KeyPair KEYS = keys();
    private static final Authorizer NOBODY = asked -> new Authorizer.Decision(false, "");
    private static final UserInfo ADMIN = new UserInfo("admin", "", Set.of(UserInfo.GROUP_MASTERS), Map.of());

    private final MemoryStore store = new MemoryStore();
    private final SetClock clock = new SetClock();
    private final TokenSigner signer = new TokenSigner(ISSUER, (RSAPrivateCrtKey) KEYS.getPrivate());
    private final TokenRequests requests = new TokenRequests(store, signer, NOBODY, clock);
    private final ServiceAccountTokenAuthenticator authenticator = new ServiceAccountTokenAuthenticator(
            store, new VerificationKeys(List.of((RSAPublicKey) KEYS.getPublic())), ISSUER, List.of(ISSUER), clock);

    @BeforeEach
    void cluster() {
        store.put("", "serviceaccounts", "{'metadata':{'namespace':'shop','name':'till','uid':'sa-1'}}");
        pod("pod-1");
    }

    @Test
    void aTokenSpeaksForItsAccountAndNamesItsPod() {
        UserInfo user = authenticate(token("{'boundObjectRef':{'kind':'Pod','name':'web','uid':'pod-1'}}"));

        assertThat(user.name()).isEqualTo("system:serviceaccount:shop:till");
        assertThat(user.uid()).isEqualTo("sa-1");
        assertThat(user.groups())
                .containsExactlyInAnyOrder(
                        "system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated");
        assertThat(user.extra()).containsEntry("authentication.kubernetes.io/pod-name", List.of("web"));
    }

    @Test
    void aTokenEndsWithItsTimeGivenASmallLeeway() {
        String token = token("{'expirationSeconds':600}");

        clock.now = clock.now.plusSeconds(605);
        assertThat(authenticate(token)).isNotNull();

        clock.now = clock.now.plusSeconds(6);
        refused(token, "expired");
    }

    @Test
    void aTokenIsNotGoodBeforeItsTime() {
        String token = token("{}");
        clock.now = clock.now.minusSeconds(60);

        refused(token, "not valid yet");
    }

    @Test
    void aTokenForAnotherAudienceIsNotGoodForTheApiButForAReviewOfThatAudience() {
        String token = token("{'audiences':['vault']}");

        refused(token, "meant for the audiences [vault]");
        ObjectNode review = json("{'spec':{'token':'" + token + "','audiences':['vault','x']}}");
        var answer = new IdentityReviews(authenticator, List.of(ISSUER)).answer("tokenreviews", review, ADMIN);
        assertThat(answer.at("/status/authenticated").asBoolean()).isTrue();
        assertThat(answer.at("/status/audiences").toString()).isEqualTo("[\"vault\"]");
        assertThat(answer.at("/status/user/username").asString()).isEqualTo("system:serviceaccount:shop:till");
    }

    @Test
    void deletingTheAccountRevokesATokenThatWasGoodAMomentAgo() {
        String token = token("{}");
        assertThat(authenticate(token)).isNotNull();

        store.remove("", "serviceaccounts", "shop", "till");
        refused(token, "has been deleted");

        store.put("", "serviceaccounts", "{'metadata':{'namespace':'shop','name':'till','uid':'sa-2'}}");
        refused(token, "another of that name has taken its place");
    }

    @Test
    void deletingThePodRevokesItsToken() {
        String token = token("{'boundObjectRef':{'kind':'Pod','name':'web'}}");
        assertThat(authenticate(token)).isNotNull();

        store.remove("", "pods", "shop", "web");
        refused(token, "has been deleted");
    }

    @Test
    void aPodThatIsBeingDeletedKeepsItsTokenForItsGracePeriodAndAMinute() {
        String token = token("{'boundObjectRef':{'kind':'Pod','name':'web'}}");
        store.put(
                "",
                "pods",
                "{'metadata':{'namespace':'shop','name':'web','uid':'pod-1','deletionTimestamp':'" + clock.now
                        + "'},'spec':{'serviceAccountName':'till'}}");
        assertThat(authenticate(token)).isNotNull();

        clock.now = clock.now.plusSeconds(61);
        refused(token, "is being deleted");
    }

    @Test
    void aTokenWithoutASignatureIsRefused() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(token("{}")).getJWTClaimsSet();

        refused(new PlainJWT(claims).serialize(), "not a signed JWT");
    }

    @Test
    void aTokenWhoseClaimsWereChangedIsRefused() {
        String[] parts = token("{}").split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("shop", "kube").getBytes(java.nio.charset.StandardCharsets.UTF_8));

        refused(parts[0] + "." + forged + "." + parts[2], "signature");
    }

    @Test
    void aTokenOfAnotherClustersKeyOrIssuerIsRefused() {
        KeyPair others = keys();
        String foreign = new TokenRequests(
                        store, new TokenSigner(ISSUER, (RSAPrivateCrtKey) others.getPrivate()), NOBODY, clock)
                .issue("shop", "till", json("{}"), ADMIN)
                .at("/status/token")
                .asString();
        String elsewhere = new TokenRequests(
                        store,
                        new TokenSigner("https://elsewhere", (RSAPrivateCrtKey) KEYS.getPrivate()),
                        NOBODY,
                        clock)
                .issue("shop", "till", json("{'spec':{'audiences':['" + ISSUER + "']}}"), ADMIN)
                .at("/status/token")
                .asString();

        refused(foreign, "not this cluster's");
        refused(elsewhere, "issued by https://elsewhere");
        refused("rubbish", "not a signed JWT");
    }

    @Test
    void tenMinutesIsTheShortestLife() {
        assertThatThrownBy(() -> token("{'expirationSeconds':599}"))
                .hasMessageContaining("spec.expirationSeconds: Invalid value: 599: may not specify a duration less than"
                        + " 10 minutes");
    }

    @Test
    void aNodeGetsTokensOnlyForPodsThatItRuns() {
        UserInfo node = new UserInfo("system:node:n1", "", Set.of(UserInfo.GROUP_NODES), Map.of());
        UserInfo other = new UserInfo("system:node:n2", "", Set.of(UserInfo.GROUP_NODES), Map.of());
        ObjectNode bound =
                json("{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'web','uid':'pod-1'}}}");

        assertThat(requests.issue("shop", "till", bound, node)
                        .at("/status/token")
                        .asString())
                .isNotEmpty();
        assertThatThrownBy(() -> requests.issue("shop", "till", bound, other)).hasMessageContaining("different node");
        assertThatThrownBy(() -> requests.issue("shop", "till", json("{}"), node))
                .hasMessageContaining("not bound to a pod");
    }

    private String token(String spec) {
        return requests.issue("shop", "till", json("{'spec':" + spec + "}"), ADMIN)
                .at("/status/token")
                .asString();
    }

    private UserInfo authenticate(String token) {
        return authenticator.authenticate(new Credentials(null, token)).orElseThrow();
    }

    private void refused(String token, String why) {
        assertThatThrownBy(() -> authenticate(token))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHORIZED))
                .hasMessageContaining(why);
    }

    private void pod(String uid) {
        store.put(
                "",
                "pods",
                "{'metadata':{'namespace':'shop','name':'web','uid':'" + uid
                        + "'},'spec':{'serviceAccountName':'till','nodeName':'n1','volumes':[{'projected':{'sources':["
                        + "{'serviceAccountToken':{'path':'token'}}]}}]}}");
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Time as the test sets it. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public String toString() {
            return now + " +" + Duration.ZERO;
        }
    }
}
