package org.nakhoda.apiserver.serviceaccount;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.nakhoda.apiserver.authn.VerificationKeys;

/** Signs service-account tokens with the cluster's key, in the form that Kubernetes gives its bound tokens. */
public final class TokenSigner {
    private final String issuer;
    private final RSASSASigner signer;
    private final String keyId;

    public TokenSigner(String issuer, RSAPrivateCrtKey key) {
        this.issuer = issuer;
        this.signer = new RSASSASigner(key);
        this.keyId = VerificationKeys.idOf(publicKey(key));
    }

    /**
     * @param pem an unencrypted PKCS#8 private key in PEM
     * @throws IOException if the file cannot be read or is not such a key
     */
    public static TokenSigner load(String issuer, Path pem) throws IOException {
        String text =
                Files.readString(pem, StandardCharsets.US_ASCII).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.strip());
            return new TokenSigner(issuer, (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IOException(pem + " is not an unencrypted PKCS#8 RSA private key: " + e.getMessage(), e);
        }
    }

    private static RSAPublicKey publicKey(RSAPrivateCrtKey key) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    public String issuer() {
        return issuer;
    }

    /** An object by name and uid. */
    public record Reference(String name, String uid) {}

    /**
     * What a token is to say.
     *
     * @param boundTo further objects by claim: {@code pod}, {@code secret}, {@code node}
     */
    public record Grant(
            String namespace,
            Reference account,
            Map<String, Reference> boundTo,
            List<String> audiences,
            Instant issuedAt,
            Duration lifetime) {
        public Instant expires() {
            return issuedAt.plus(lifetime);
        }
    }

    public String sign(Grant grant) {
        Map<String, Object> kubernetes = new LinkedHashMap<>();
        kubernetes.put("namespace", grant.namespace());
        kubernetes.put("serviceaccount", claim(grant.account()));
        grant.boundTo().forEach((claim, reference) -> kubernetes.put(claim, claim(reference)));
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("system:serviceaccount:" + grant.namespace() + ":"
                        + grant.account().name())
                .audience(grant.audiences())
                .issueTime(Date.from(grant.issuedAt()))
                .notBeforeTime(Date.from(grant.issuedAt()))
                .expirationTime(Date.from(grant.expires()))
                .jwtID(UUID.randomUUID().toString())
                .claim("kubernetes.io", kubernetes)
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(keyId)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("the service account key cannot sign: " + e.getMessage(), e);
        }
        return jwt.serialize();
    }

    private static Map<String, Object> claim(Reference reference) {
        return Map.of("name", reference.name(), "uid", reference.uid());
    }
}
