package org.nakhoda.dist.payara;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.nakhoda.dist.host.FileTree;

/**
 * The web application, unpacked so that the server starts it sooner: it needs no scratch copy at each start, and libraries
 * without beans lie where the server does not read them.
 *
 * <p>The server reads each class of each {@code .jar} of an application before it deploys it, also of those that it is told
 * not to scan; with some twenty thousand classes that is a fifth of the whole start. Under another suffix, named in the class
 * loader's extra class path, a library costs nothing until it is used.
 *
 * @param archive the WAR
 * @param directory where it is unpacked
 */
public record WebApplication(Path archive, Path directory) {
    private static final Path LIBRARIES = Path.of("WEB-INF", "lib");
    private static final Path DESCRIPTOR = Path.of("WEB-INF", "payara-web.xml");
    /** As the descriptor's scanning-include says it: these may hold beans. */
    private static final String SCANNED = "nakhoda-";

    private static final String CLASS_LOADER = "<class-loader ";

    /** Whether it is there and of this archive. */
    public boolean unpacked() throws IOException {
        return Files.exists(directory)
                && !Files.getLastModifiedTime(directory)
                        .toInstant()
                        .isBefore(Files.getLastModifiedTime(archive).toInstant());
    }

    /** Replaces what was there. */
    public void unpack() throws IOException {
        FileTree.delete(directory);
        Path incoming = directory.resolveSibling("." + directory.getFileName() + ".new");
        FileTree.delete(incoming);
        extract(incoming);
        setLibrariesAside(incoming);
        Files.move(incoming, directory);
        Files.setLastModifiedTime(directory, Files.getLastModifiedTime(archive));
    }

    private void extract(Path target) throws IOException {
        Files.createDirectories(target);
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException(archive + " holds a file outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    private static void setLibrariesAside(Path application) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.list(application.resolve(LIBRARIES))) {
            libraries = files.filter(file -> !file.getFileName().toString().startsWith(SCANNED))
                    .sorted()
                    .toList();
        }
        Path descriptor = application.resolve(DESCRIPTOR);
        String text = Files.readString(descriptor);
        if (!text.contains(CLASS_LOADER)) {
            throw new IOException(descriptor + " has no class-loader element to add libraries to");
        }
        for (Path library : libraries) {
            Files.move(library, aside(library));
        }
        String classPath = libraries.stream()
                .map(library -> application.relativize(aside(library)).toString())
                .collect(Collectors.joining(":"));
        Files.writeString(
                descriptor, text.replace(CLASS_LOADER, CLASS_LOADER + "extra-class-path=\"" + classPath + "\" "));
    }

    private static Path aside(Path library) {
        return library.resolveSibling(library.getFileName() + ".aside");
    }
}
