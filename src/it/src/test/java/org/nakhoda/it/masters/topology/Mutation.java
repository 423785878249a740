package org.nakhoda.it.masters.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nakhoda.it.cluster.Shell;

/**
 * A change of the product's source that breaks it, made in a copy of a build: what is tested stays as it is, and what the copy does
 * is what the product would do if somebody wrote that.
 *
 * @param source the file in the checkout, below {@code db/src/main/java}
 * @param sound a text that is in it exactly once
 * @param broken what stands there instead
 */
public record Mutation(String source, String sound, String broken) {
    private static final Path SOURCES = Path.of("db", "src", "main", "java");
    private static final Path COPIES = Path.of("src", "it", "target", "mutants");

    /** @throws IllegalStateException if the source is not as it was when the mutation was written */
    public Build of(Build build, String name) {
        try {
            String text = Files.readString(build.home().resolve(SOURCES).resolve(source));
            if (text.split(Pattern.quote(sound), -1).length != 2) {
                throw new IllegalStateException(source + " does not hold once: " + sound);
            }
            Path folder = build.home().resolve(COPIES).resolve(name);
            Build copy = build.copy(folder);
            Path changed = folder.resolve("source").resolve(source);
            Files.createDirectories(changed.getParent());
            Files.writeString(changed, text.replace(sound, broken));
            Path classes = folder.resolve("classes");
            compile(copy, changed, classes);
            overlay(library(copy), classes);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Build build, Path source, Path classes) throws IOException {
        String classPath;
        try (Stream<Path> libraries = Files.list(build.libraries())) {
            classPath = libraries.map(Path::toString).collect(Collectors.joining(":"));
        }
        Path compiler = Path.of(System.getProperty("java.home"), "bin", "javac");
        new Shell(List.of(), Map.of(), build.home())
                .run(
                        compiler.toString(),
                        "-nowarn",
                        "-proc:none",
                        "-parameters",
                        "--release",
                        "17",
                        "-cp",
                        classPath,
                        "-d",
                        classes.toString(),
                        source.toString())
                .orFail();
    }

    private static Path library(Build build) throws IOException {
        try (Stream<Path> libraries = Files.list(build.libraries())) {
            return libraries
                    .filter(library -> library.getFileName().toString().startsWith("nakhoda-db-"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no db module in " + build.libraries()));
        }
    }

    /** In a new file: the old one belongs to the sound build as well. */
    private static void overlay(Path library, Path classes) throws IOException {
        Path incoming = library.resolveSibling(library.getFileName() + ".new");
        Files.copy(library, incoming, StandardCopyOption.REPLACE_EXISTING);
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (FileSystem jar = FileSystems.newFileSystem(incoming, Map.of("create", "false"))) {
            for (Path file : files) {
                Path entry = jar.getPath("/" + classes.relativize(file));
                Files.copy(file, entry, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(incoming, library, StandardCopyOption.REPLACE_EXISTING);
    }
}
