package org.nakhoda.dist.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.nakhoda.dist.host.PrivateFiles;

/** A kubeconfig whose certificates stand in the file itself, so that it can be copied anywhere. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /** @param server such as {@code https://127.0.0.1:6443} */
    public static String render(String server, String authorityPem, String certificatePem, String keyPem) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: nakhoda
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: kubernetes-admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: nakhoda
                  context:
                    cluster: nakhoda
                    user: kubernetes-admin
                current-context: nakhoda
                """.formatted(server, base64(authorityPem), base64(certificatePem), base64(keyPem));
    }

    /** The administrator's, from the files in {@code pki}. */
    public static void writeAdmin(Path file, Path pki, String server) throws IOException {
        PrivateFiles.write(
                file,
                render(
                        server,
                        Files.readString(pki.resolve("ca.crt")),
                        Files.readString(pki.resolve("admin.crt")),
                        Files.readString(pki.resolve("admin.key"))));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
