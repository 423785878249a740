package org.nakhoda.apiserver.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.nakhoda.apiserver.proxy.TestPki;

/** What the launcher prepares for a server. */
final class DataFolder {
    private DataFolder() {}

    /** A new data folder with what the launcher puts into one. */
    static Path make() throws IOException, GeneralSecurityException, InterruptedException {
        Path data = Files.createTempDirectory("nakhoda-api");
        // PostgreSQL does not run as root and has to pass through
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        Path pki = Files.createDirectories(data.resolve("pki"));
        new TestPki(pki);
        accountKeys(pki);
        return data;
    }

    static Map<String, String> settings(Path data) {
        return Map.of(
                "data-dir", data.toString(),
                "node-name", "n1",
                "node-address", "127.0.0.1",
                "api-port", "15690",
                "kubelet-port", "15691");
    }

    private static void accountKeys(Path pki) throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        pem(pki.resolve("sa.key"), "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem(pki.resolve("sa.pub"), "PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    static void delete(Path directory) {
        try (var paths = Files.walk(directory)) {
            paths.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // a temporary directory that stays behind hurts nobody
        }
    }
}
