package org.nakhoda.dist.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SortedMap;
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

    /**
     * One context for each of several servers, named as they are.
     *
     * @param servers such as {@code https://10.0.0.5:6443}, by name
     * @param current which of the names is used unless another is chosen
     */
    public static String renderAll(
            SortedMap<String, String> servers,
            String current,
            String authorityPem,
            String certificatePem,
            String keyPem) {
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Config\nclusters:\n");
        servers.forEach((name, server) -> text.append("""
                - name: %s
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                """.formatted(name, server, base64(authorityPem))));
        text.append("""
                users:
                - name: kubernetes-admin
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                """.formatted(base64(certificatePem), base64(keyPem)));
        servers.keySet().forEach(name -> text.append("""
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: kubernetes-admin
                """.formatted(name)));
        return text.append("current-context: ").append(current).append('\n').toString();
    }

    /** The administrator's for all masters, from the files in {@code pki}. */
    public static String renderAdmin(SortedMap<String, String> servers, String current, Path pki) throws IOException {
        return renderAll(
                servers,
                current,
                Files.readString(pki.resolve("ca.crt")),
                Files.readString(pki.resolve("admin.crt")),
                Files.readString(pki.resolve("admin.key")));
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
