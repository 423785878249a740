package org.nakhoda.dist.masters;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.nakhoda.dist.cluster.Failure;

/**
 * By what a cluster's authority is known to who has nothing else of it: SHA-256 of the certificate's SubjectPublicKeyInfo, as
 * kubeadm's {@code --discovery-token-ca-cert-hash}.
 *
 * @param hex 64 digits, lower case
 */
public record AuthorityHash(String hex) {
    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** @param text with or without {@code sha256:} */
    public static AuthorityHash parse(String text) throws Failure {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String hex = lower.startsWith(PREFIX) ? lower.substring(PREFIX.length()) : lower;
        if (!FORM.matcher(hex).matches()) {
            throw new Failure("--ca-hash " + text + " is not sha256: and 64 hexadecimal digits; copy the whole command"
                    + " that `nakhoda token` prints");
        }
        return new AuthorityHash(hex);
    }

    public static AuthorityHash of(X509Certificate authority) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return new AuthorityHash(HexFormat.of()
                    .formatHex(digest.digest(authority.getPublicKey().getEncoded())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
