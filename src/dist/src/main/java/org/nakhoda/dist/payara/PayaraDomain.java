package org.nakhoda.dist.payara;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.FileTree;
import org.nakhoda.dist.host.PrivateFiles;

/**
 * A master's domain of the application server in {@code DATA/payara}: made anew before each start, for nothing in it is
 * worth keeping, and an application that it remembers would be deployed twice. Everything that the server would be told by commands while it boots stands in the domain's file instead.
 */
public final class PayaraDomain {
    private static final List<String> TAKEN_OVER =
            List.of("cacerts.p12", "default-web.xml", "keyfile", "keystore.p12", "login.conf", "server.policy");

    private PayaraDomain() {}

    private static final String OPEN_LISTENER =
            "set configs.config.server-config.network-config.network-listeners.network-listener.https-listener.enabled=true";

    /** @param server the unpacked server, see {@link PayaraServer} */
    public static void prepare(Path domain, Path server, Settings settings) throws IOException {
        FileTree.delete(domain);
        Path config = domain.resolve("config");
        PrivateFiles.createDirectory(config);
        Path template = server.resolve("config");
        for (String file : TAKEN_OVER) {
            Files.copy(template.resolve(file), config.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path branding = template.resolve("branding");
        Files.createDirectories(config.resolve("branding"));
        Files.copy(
                branding.resolve("glassfish-version.properties"),
                config.resolve("branding/glassfish-version.properties"));
        Files.copy(template.resolve("keyfile"), config.resolve("admin-keyfile"));
        PrivateFiles.write(
                config.resolve("domain.xml"),
                fill(
                        "domain.xml",
                        Map.of("@api-address@", settings.apiAddress(), "@api-port@", "" + settings.apiPort())));
        PrivateFiles.write(
                config.resolve("logging.properties"),
                fill("logging.properties", Map.of("@level@", julLevel(settings.logLevel()))));
        PrivateFiles.write(afterDeployment(domain), OPEN_LISTENER + "\n");
    }

    /**
     * The commands that the server runs when the application is there. Only then it listens: before, it would answer every
     * request with a 404 of its own, which clients of Kubernetes take for an object that is gone.
     */
    static Path afterDeployment(Path domain) {
        return domain.resolve("config/after-deployment");
    }

    /** The name that java.util.logging has for a level of ours. */
    public static String julLevel(String level) {
        return switch (level) {
            case "DEBUG" -> "FINE";
            case "WARN" -> "WARNING";
            case "ERROR" -> "SEVERE";
            default -> "INFO";
        };
    }

    static String fill(String resource, Map<String, String> values) throws IOException {
        String text;
        try (InputStream in = PayaraDomain.class.getResourceAsStream(resource)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return text;
    }
}
