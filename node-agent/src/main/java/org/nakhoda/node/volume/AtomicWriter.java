package org.nakhoda.node.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Changes all files of a volume at once. They are in a folder of their own to which {@code ..data} points; what containers
 * see are links through {@code ..data}, so that one rename replaces everything:
 *
 * <pre>
 * volume/..2026_11_22.1/key     the files
 * volume/..data -> ..2026_11_22.1
 * volume/key    -> ..data/key
 * </pre>
 */
final class AtomicWriter {
    static final String DATA = "..data";
    private static final String NEXT = "..data_tmp";
    private static final int READABLE_BY_GROUP = 0440;

    private final Path volume;
    private final Long group;

    /** @param group that all files belong to; null for root's */
    AtomicWriter(Path volume, Long group) {
        this.volume = volume;
        this.group = group;
    }

    /** @return whether anything changed */
    boolean write(Payload payload) throws IOException {
        Files.createDirectories(volume);
        Map<String, Payload.Content> wanted = withGroup(payload.files());
        Path data = volume.resolve(DATA);
        Path current = Files.isSymbolicLink(data) ? volume.resolve(Files.readSymbolicLink(data)) : null;
        if (current != null && holds(current, wanted)) {
            link(wanted.keySet());
            return false;
        }
        Path next = Files.createTempDirectory(volume, "..");
        Modes.set(next, 0755);
        own(next, null);
        for (Map.Entry<String, Payload.Content> file : wanted.entrySet()) {
            write(next, file.getKey(), file.getValue());
        }
        Path link = volume.resolve(NEXT);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, next.getFileName());
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        link(wanted.keySet());
        if (current != null) {
            Trees.delete(current);
        }
        return true;
    }

    private Map<String, Payload.Content> withGroup(Map<String, Payload.Content> files) {
        if (group == null) {
            return files;
        }
        Map<String, Payload.Content> result = new TreeMap<>();
        files.forEach((path, file) ->
                result.put(path, new Payload.Content(file.bytes(), file.mode() | READABLE_BY_GROUP, file.owner())));
        return result;
    }

    private void write(Path folder, String path, Payload.Content content) throws IOException {
        Path file = folder.resolve(path);
        for (Path parent = file.getParent(); !Files.exists(parent); parent = file.getParent()) {
            Path missing = parent;
            while (!Files.exists(missing.getParent())) {
                missing = missing.getParent();
            }
            Files.createDirectory(missing);
            Modes.set(missing, 0755);
            own(missing, null);
        }
        Files.write(file, content.bytes());
        Modes.set(file, content.mode());
        own(file, content.owner());
    }

    private void own(Path path, Long owner) throws IOException {
        if (owner != null) {
            Files.setAttribute(path, "unix:uid", owner.intValue(), LinkOption.NOFOLLOW_LINKS);
        }
        if (group != null) {
            Files.setAttribute(path, "unix:gid", group.intValue(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static boolean holds(Path folder, Map<String, Payload.Content> wanted) throws IOException {
        Set<String> present = new HashSet<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) tree::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    present.add(folder.relativize(file).toString());
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        if (!present.equals(wanted.keySet())) {
            return false;
        }
        for (Map.Entry<String, Payload.Content> file : wanted.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (Modes.get(path) != file.getValue().mode()
                    || !Arrays.equals(Files.readAllBytes(path), file.getValue().bytes())) {
                return false;
            }
        }
        return true;
    }

    /** Makes what containers see, and removes links whose files are gone. */
    private void link(Set<String> paths) throws IOException {
        Set<String> top = new HashSet<>();
        for (String path : paths) {
            top.add(path.split("/", 2)[0]);
        }
        for (String name : top) {
            Path link = volume.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(volume)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..") && !top.contains(name)) {
                    Files.delete(entry);
                }
            }
        }
    }
}
