package org.nakhoda.client.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Of which kind a private key is: the client library has to be told, and takes every key for RSA's otherwise. */
final class KeyAlgorithm {
    private static final String EC = "EC";
    private static final String RSA = "RSA";

    private KeyAlgorithm() {}

    /** @param file a private key in PEM, not encrypted */
    static String of(Path file) {
        try {
            return ofPem(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static String ofPem(String pem) {
        if (pem.contains("BEGIN EC PRIVATE KEY")) {
            return EC;
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            KeyFactory.getInstance(EC).generatePrivate(new PKCS8EncodedKeySpec(der));
            return EC;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return RSA;
        }
    }
}
