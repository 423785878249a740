package org.nakhoda.node.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.node.pod.PodWorkers;
import org.nakhoda.node.spec.PodSpecs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Pods of this node alone, out of a folder of manifests and, if there is one, a URL. They are named after the node, and
 * their uid is the hash of what was read: a changed manifest is another pod.
 */
public final class StaticPods implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaticPods.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int URL_EVERY = 10;

    private final Path folder;
    private final Optional<URI> url;
    private final String nodeName;
    private final KubernetesSerialization serialization;
    private final PodWorkers workers;
    private final Thread reader = new Thread(this::run, "static-pods");
    private final Map<Path, String> complaints = new HashMap<>();
    private Map<String, Pod> known = Map.of();
    private Map<String, Pod> fromUrl = Map.of();
    private volatile boolean closed;

    public StaticPods(
            Path folder,
            Optional<URI> url,
            String nodeName,
            KubernetesSerialization serialization,
            PodWorkers workers) {
        this.folder = folder;
        this.url = url;
        this.nodeName = nodeName;
        this.serialization = serialization;
        this.workers = workers;
        reader.setDaemon(true);
    }

    /** Reads once and goes on looking for changes. */
    public void start() throws IOException {
        Files.createDirectories(folder);
        fetch();
        update();
        reader.start();
    }

    private void run() {
        for (int turn = 1; !closed; turn++) {
            try {
                Thread.sleep(EVERY.toMillis());
                if (turn % URL_EVERY == 0) {
                    fetch();
                }
                update();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("manifests in {} not read: {}", folder, e.toString());
            }
        }
    }

    private void update() throws IOException {
        Map<String, Pod> found = new TreeMap<>(fromUrl);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.{yaml,yml,json}")) {
            for (Path file : entries) {
                if (!file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)) {
                    read(file).ifPresent(pod -> found.put(pod.getMetadata().getUid(), pod));
                }
            }
        }
        Map<String, Pod> before = known;
        known = found;
        before.keySet().stream().filter(uid -> !found.containsKey(uid)).forEach(workers::remove);
        found.forEach((uid, pod) -> {
            if (!before.containsKey(uid)) {
                LOG.info(
                        "static pod {}/{}",
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName());
                workers.update(pod);
            }
        });
    }

    private Optional<Pod> read(Path file) throws IOException {
        try {
            Optional<Pod> pod = Optional.of(pod(Yaml.parse(Files.readString(file)), "file", file.toString()));
            complaints.remove(file);
            return pod;
        } catch (RuntimeException e) {
            if (!String.valueOf(e.getMessage()).equals(complaints.put(file, String.valueOf(e.getMessage())))) {
                LOG.error("{} is no manifest of a pod and is left out: {}", file, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private void fetch() {
        if (url.isEmpty()) {
            return;
        }
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(url.get()).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            JsonNode tree = Yaml.parse(answer.body());
            Map<String, Pod> pods = new TreeMap<>();
            Iterable<JsonNode> items = tree.has("items") ? tree.path("items") : java.util.List.of(tree);
            for (JsonNode item : items) {
                Pod pod = pod(item, "http", url.get().toString());
                pods.put(pod.getMetadata().getUid(), pod);
            }
            fromUrl = pods;
        } catch (IOException | RuntimeException e) {
            LOG.warn("pods not read from {}, the last ones stay: {}", url.get(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IllegalArgumentException if it is no pod */
    Pod pod(JsonNode tree, String source, String origin) {
        if (!"Pod".equals(tree.path("kind").asString(""))) {
            throw new IllegalArgumentException("kind is \"" + tree.path("kind").asString("") + "\", not Pod");
        }
        String hash = hash(Json.bytes(tree), origin);
        Pod pod = serialization.unmarshal(new String(Json.bytes(tree), StandardCharsets.UTF_8), Pod.class);
        if (pod.getSpec() == null || pod.getSpec().getContainers().isEmpty()) {
            throw new IllegalArgumentException("spec.containers is missing");
        }
        ObjectMeta meta = pod.getMetadata();
        if (meta == null || meta.getName() == null || meta.getName().isEmpty()) {
            throw new IllegalArgumentException("metadata.name is missing");
        }
        return new PodBuilder(pod)
                .editMetadata()
                .withName(meta.getName() + "-" + nodeName)
                .withNamespace(meta.getNamespace() == null ? "default" : meta.getNamespace())
                .withUid(hash)
                .addToAnnotations(PodSpecs.CONFIG_HASH, hash)
                .addToAnnotations(PodSpecs.CONFIG_SOURCE, source)
                .addToAnnotations("kubernetes.io/config.seen", Instant.now().toString())
                .endMetadata()
                .editSpec()
                .withNodeName(nodeName)
                .addNewToleration()
                .withOperator("Exists")
                .withEffect("NoExecute")
                .endToleration()
                .endSpec()
                .build();
    }

    private String hash(byte[] content, String origin) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((nodeName + "\0" + origin + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(content)).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
    }
}
