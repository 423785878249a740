package org.nakhoda.dist.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

class OciArchiveTest {
    private static final ImageSpec IMAGE = new ImageSpec(
            "localhost/test:1",
            Map.of(
                    "bin/tool", new ImageSpec.Entry.RegularFile(new byte[] {1, 2, 3}, 0755),
                    "bin/alias", new ImageSpec.Entry.Link("tool"),
                    "tmp", new ImageSpec.Entry.Folder(01777)),
            List.of("/bin/tool"),
            Map.of("A", "b"));

    @TempDir
    Path directory;

    @Test
    void everyBlobIsNamedAfterItsDigestAndEveryReferenceLeadsToOne() throws IOException {
        Map<String, byte[]> files = contents(archive("a.tar"));

        JsonNode index = Json.parse(files.get("index.json"));
        assertThat(index.at("/manifests/0/annotations/io.containerd.image.name").asString())
                .isEqualTo("localhost/test:1");
        JsonNode manifest = Json.parse(blob(files, index.at("/manifests/0")));
        JsonNode config = Json.parse(blob(files, manifest.at("/config")));
        byte[] layer = blob(files, manifest.at("/layers/0"));
        assertThat(config.at("/rootfs/diff_ids/0").asString()).isEqualTo(OciArchive.digest(layer));
        assertThat(config.at("/config/Entrypoint/0").asString()).isEqualTo("/bin/tool");
        assertThat(config.at("/config/Env/0").asString()).isEqualTo("A=b");
        assertThat(Json.parse(files.get("oci-layout"))
                        .path("imageLayoutVersion")
                        .asString())
                .isEqualTo("1.0.0");
    }

    @Test
    void theLayerHoldsFilesLinksAndFoldersWithTheirModes() throws IOException {
        Map<String, byte[]> files = contents(archive("a.tar"));
        JsonNode manifest =
                Json.parse(blob(files, Json.parse(files.get("index.json")).at("/manifests/0")));
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(blob(files, manifest.at("/layers/0"))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }

        assertThat(entries.keySet()).containsExactly("bin/", "bin/alias", "bin/tool", "tmp/");
        assertThat(entries.get("bin/tool").getMode() & 07777).isEqualTo(0755);
        assertThat(entries.get("bin/alias").isSymbolicLink()).isTrue();
        assertThat(entries.get("bin/alias").getLinkName()).isEqualTo("tool");
        assertThat(entries.get("tmp/").getMode() & 07777).isEqualTo(01777);
    }

    @Test
    void theSameImageGivesTheSameBytes() throws IOException {
        assertThat(contents(archive("a.tar")).keySet())
                .isEqualTo(contents(archive("b.tar")).keySet());
    }

    @Test
    void aProgramWithALoaderCannotRunAloneInAnImage() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");

        assertThat(ElfFile.runsAlone(java)).isFalse();
        assertThat(ElfFile.runsAlone(script)).isFalse();
    }

    private Path archive(String name) throws IOException {
        Path file = directory.resolve(name);
        OciArchive.write(file, IMAGE, "amd64");
        return file;
    }

    private static byte[] blob(Map<String, byte[]> files, JsonNode descriptor) {
        String digest = descriptor.path("digest").asString();
        byte[] blob = files.get("blobs/sha256/" + digest.substring("sha256:".length()));
        assertThat(blob).as(digest).isNotNull();
        assertThat(OciArchive.digest(blob)).isEqualTo(digest);
        assertThat(blob).hasSize(descriptor.path("size").asInt());
        return blob;
    }

    private static Map<String, byte[]> contents(Path archive) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        return files;
    }
}
