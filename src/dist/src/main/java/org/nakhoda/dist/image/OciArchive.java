package org.nakhoda.dist.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an image as a tar file of an OCI image layout (OCI image specification 1.0). The same image gives the same bytes:
 * every date in it is the epoch. The layer is not compressed, for it never travels.
 */
public final class OciArchive {
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private OciArchive() {}

    /** @param architecture in Go's words, such as {@code amd64} */
    public static void write(Path file, ImageSpec image, String architecture) throws IOException {
        Map<String, byte[]> blobs = new LinkedHashMap<>();
        byte[] layer = layer(image);
        byte[] config = Json.bytes(config(image, architecture, digest(layer)));
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", MANIFEST);
        manifest.set("config", descriptor(CONFIG, config));
        manifest.putArray("layers").add(descriptor(LAYER, layer));
        byte[] manifestBytes = Json.bytes(manifest);
        for (byte[] blob : new byte[][] {layer, config, manifestBytes}) {
            blobs.put("blobs/sha256/" + digest(blob).substring("sha256:".length()), blob);
        }
        ObjectNode reference = descriptor(MANIFEST, manifestBytes);
        reference
                .putObject("annotations")
                .put("io.containerd.image.name", image.name())
                .put("org.opencontainers.image.ref.name", image.name());
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", INDEX);
        index.putArray("manifests").add(reference);
        blobs.put("index.json", Json.bytes(index));
        blobs.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(temporary);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
                put(tar, blob.getKey(), blob.getValue(), 0644);
            }
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] layer(ImageSpec image) throws IOException {
        var out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            Set<String> folders = new TreeSet<>();
            for (Map.Entry<String, ImageSpec.Entry> entry : image.entries().entrySet()) {
                putParents(tar, entry.getKey(), folders);
                putEntry(tar, entry.getKey(), entry.getValue(), folders);
            }
        }
        return out.toByteArray();
    }

    private static void putEntry(TarArchiveOutputStream tar, String path, ImageSpec.Entry entry, Set<String> folders)
            throws IOException {
        if (entry instanceof ImageSpec.Entry.RegularFile regular) {
            put(tar, path, regular.content(), regular.mode());
        } else if (entry instanceof ImageSpec.Entry.Link link) {
            putLink(tar, path, link.target());
        } else if (entry instanceof ImageSpec.Entry.Folder folder && folders.add(path)) {
            putFolder(tar, path, folder.mode());
        }
    }

    private static void putParents(TarArchiveOutputStream tar, String path, Set<String> folders) throws IOException {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            if (folders.add(folder)) {
                putFolder(tar, folder, 0755);
            }
        }
    }

    private static void putFolder(TarArchiveOutputStream tar, String path, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path + "/");
        entry.setMode(TarArchiveEntry.DEFAULT_DIR_MODE & ~07777 | mode);
        finish(tar, entry);
    }

    private static void putLink(TarArchiveOutputStream tar, String path, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        entry.setMode(0777);
        finish(tar, entry);
    }

    private static void put(TarArchiveOutputStream tar, String path, byte[] content, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void finish(TarArchiveOutputStream tar, TarArchiveEntry entry) throws IOException {
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static ObjectNode config(ImageSpec image, String architecture, String layerDigest) {
        ObjectNode config = Json.object()
                .put("created", "1970-01-01T00:00:00Z")
                .put("architecture", architecture)
                .put("os", "linux");
        ObjectNode process = config.putObject("config");
        var environment = process.putArray("Env");
        image.environment().forEach((name, value) -> environment.add(name + "=" + value));
        var entrypoint = process.putArray("Entrypoint");
        image.entrypoint().forEach(entrypoint::add);
        process.put("WorkingDir", "/");
        ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
        rootfs.putArray("diff_ids").add(layerDigest);
        return config;
    }

    private static ObjectNode descriptor(String mediaType, byte[] content) {
        return Json.object()
                .put("mediaType", mediaType)
                .put("digest", digest(content))
                .put("size", content.length);
    }

    static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
