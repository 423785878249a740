package org.nakhoda.node.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of a service port's chains: readable, unique, and short enough for nftables (128 bytes with what is added). */
final class ChainName {
    private static final int LONGEST_READABLE = 60;

    private ChainName() {}

    static String of(ServicePort port) {
        String readable = port.id().replaceAll("[^a-z0-9-]", "-");
        if (readable.length() > LONGEST_READABLE) {
            readable = readable.substring(0, LONGEST_READABLE);
        }
        return hash(port.id() + "/" + port.protocol()) + "-" + readable;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
