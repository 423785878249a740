package org.nakhoda.client.connect;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Where an API server is, whom to trust and who one is. Nothing is taken from the surroundings (environment variables,
 * {@code ~/.kube/config}) unless asked for.
 */
public final class Connection {
    private static final Path IN_CLUSTER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final Config config;
    private final Optional<ApiServers> servers;

    private Connection(Config config) {
        this(config, Optional.empty());
    }

    private Connection(Config config, Optional<ApiServers> servers) {
        this.config = config;
        this.servers = servers;
    }

    /** By client certificate. All files are PEM; the key is not encrypted. */
    public static Connection byCertificate(URI server, Path ca, Path certificate, Path key) {
        return new Connection(lasting(new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.toString())
                        .withCaCertFile(ca.toString())
                        .withClientCertFile(certificate.toString())
                        .withClientKeyFile(key.toString())
                        .withClientKeyAlgo(KeyAlgorithm.of(key)))
                .build());
    }

    /** By bearer token, which is asked for again for every request. */
    public static Connection byToken(URI server, Path ca, OAuthTokenProvider token) {
        return new Connection(lasting(new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.toString())
                        .withCaCertFile(ca.toString())
                        .withOauthTokenProvider(token))
                .build());
    }

    /** As the current context of a kubeconfig file says. */
    public static Connection byKubeconfig(Path kubeconfig) {
        Config read = Config.fromKubeconfig(kubeconfig.toFile());
        ConfigBuilder config = new ConfigBuilder(read);
        if (read.getClientKeyFile() != null) {
            config.withClientKeyAlgo(KeyAlgorithm.of(Path.of(read.getClientKeyFile())));
        } else if (read.getClientKeyData() != null) {
            byte[] pem = Base64.getMimeDecoder().decode(read.getClientKeyData());
            config.withClientKeyAlgo(KeyAlgorithm.ofPem(new String(pem, StandardCharsets.US_ASCII)));
        }
        return new Connection(lasting(config).build());
    }

    /**
     * As the service account of the pod that this process runs in, with the token file read again as it is renewed.
     *
     * @param environment of the process
     * @return empty if this is not a pod
     */
    public static Optional<Connection> inCluster(Map<String, String> environment) {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        String port = environment.get("KUBERNETES_SERVICE_PORT");
        Path token = IN_CLUSTER.resolve("token");
        if (host == null || port == null || !Files.isReadable(token)) {
            return Optional.empty();
        }
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return Optional.of(byToken(
                URI.create("https://" + literal + ":" + port), IN_CLUSTER.resolve("ca.crt"), () -> read(token)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * The settings of a component's connection. Retrying is left to the work queues, which know what is worth it;
     * watches are plain HTTP streams, which one HTTP/2 connection carries together.
     */
    private static ConfigBuilder lasting(ConfigBuilder builder) {
        return builder.withOnlyHttpWatches(true)
                .withWatchList(false)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(200)
                .withWatchReconnectLimit(-1)
                .withConnectionTimeout(5_000)
                .withRequestTimeout(30_000);
    }

    /** The same server with the same trust, as someone else. */
    public Connection withToken(OAuthTokenProvider token) {
        Config other = new ConfigBuilder(config)
                .withClientCertFile(null)
                .withClientCertData(null)
                .withClientKeyFile(null)
                .withClientKeyData(null)
                .withOauthToken(null)
                .withOauthTokenProvider(token)
                .build();
        return new Connection(other, servers);
    }

    /** The same, for a client that calls itself {@code component}: that is its name as a manager of fields. */
    public Connection named(String component) {
        return new Connection(new ConfigBuilder(config).withUserAgent(component).build(), servers);
    }

    /**
     * The same, for a client that goes on at another server of the cluster when its own does not answer. The certificates of all
     * are checked by the same authority.
     *
     * @param servers whose configured one is this connection's; clients that share them move together
     */
    public Connection withServers(ApiServers servers) {
        return new Connection(config, Optional.of(servers));
    }

    /** The CA's certificates in PEM, by which the server's certificate is checked; empty if it is the platform's. */
    public Optional<String> certificateAuthority() {
        if (config.getCaCertFile() != null) {
            return Optional.of(read(Path.of(config.getCaCertFile())));
        }
        return Optional.ofNullable(config.getCaCertData())
                .map(data -> new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII));
    }

    /** A new client with its own connections; the caller closes it. */
    public KubernetesClient open() {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(servers.<JdkHttpClientFactory>map(MovingHttpClientFactory::new)
                        .orElseGet(JdkHttpClientFactory::new))
                .withKubernetesSerialization(Serialization.lean())
                .build();
    }
}
