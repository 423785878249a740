package org.nakhoda.apiserver.authn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public keys by which service-account tokens are verified, by key id. More than one while keys are being rotated. */
public final class VerificationKeys {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private final Map<String, RSAPublicKey> byId;

    public VerificationKeys(List<RSAPublicKey> keys) {
        Map<String, RSAPublicKey> map = new LinkedHashMap<>();
        keys.forEach(key -> map.put(idOf(key), key));
        this.byId = Map.copyOf(map);
    }

    /**
     * @param pem one or more SPKI public keys in PEM
     * @throws IOException if the file cannot be read or holds anything but RSA public keys
     */
    public static VerificationKeys load(Path pem) throws IOException {
        String text = Files.readString(pem, StandardCharsets.US_ASCII);
        List<RSAPublicKey> keys = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int end = text.indexOf(END, at);
            if (end < 0) {
                throw new IOException(pem + " ends inside a public key; make it anew from the private key");
            }
            keys.add(parse(pem, text.substring(at + BEGIN.length(), end)));
        }
        if (keys.isEmpty()) {
            throw new IOException(pem + " holds no \"" + BEGIN + "\"; make it anew from the private key");
        }
        return new VerificationKeys(keys);
    }

    private static RSAPublicKey parse(Path pem, String base64) throws IOException {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new IOException(pem + " holds a key that is not an RSA public key: " + e.getMessage(), e);
        }
    }

    /** The key id that stands in a token's header: the SHA-256 of the encoded public key. */
    public static String idOf(RSAPublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    public Optional<RSAPublicKey> byId(String id) {
        return Optional.ofNullable(id == null ? null : byId.get(id));
    }

    public Map<String, RSAPublicKey> all() {
        return byId;
    }
}
