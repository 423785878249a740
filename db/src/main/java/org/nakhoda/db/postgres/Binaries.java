package org.nakhoda.db.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, from the class path; a directory that exists is complete. */
final class Binaries {
    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path directory;

    private Binaries(Path directory) {
        this.directory = directory;
    }

    /**
     * @param home of one database; it gets programs of its own, because it outlives the build that they come from
     * @param cache where they are looked for, and left for others where that is allowed
     */
    static Binaries under(Path home, Optional<Path> cache) throws IOException {
        Path target = home.resolve(folderName());
        if (!Files.isDirectory(target)) {
            if (cache.isPresent() && fill(cache.get())) {
                Path kept = cache.get().resolve(folderName());
                make(target, incoming -> run("cp", "-r", kept + "/.", incoming.toString()));
            } else {
                make(target, Binaries::unpackInto);
            }
        }
        return new Binaries(target);
    }

    /** @return whether the programs are in the cache now */
    private static boolean fill(Path cache) {
        Path target = cache.resolve(folderName());
        if (Files.isDirectory(target)) {
            return true;
        }
        try {
            Files.createDirectories(cache);
            make(target, Binaries::unpackInto);
            return true;
        } catch (IOException e) {
            LOG.debug("PostgreSQL is not kept in {}: {}", cache, e.toString());
            return false;
        }
    }

    private static String folderName() {
        return "bin-" + version();
    }

    private interface Filling {
        void into(Path directory) throws IOException, InterruptedException;
    }

    private static void make(Path target, Filling filling) throws IOException {
        long begin = System.nanoTime();
        Path incoming = Files.createTempDirectory(target.getParent(), "unpack-");
        try {
            filling.into(incoming);
            run("chmod", "-R", "a+rX", incoming.toString());
            Files.move(incoming, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresStartException("interrupted while unpacking PostgreSQL", e);
        } finally {
            delete(incoming);
        }
        LOG.info("PostgreSQL {} is in {} after {} ms", version(), target, (System.nanoTime() - begin) / 1_000_000);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }

    /** The version as the build pinned it. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("binaries.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new PostgresStartException("binaries.properties cannot be read from the class path", e);
        }
        return properties.getProperty("version");
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static void unpackInto(Path directory) throws IOException, InterruptedException {
        try (InputStream packed = Binaries.class.getResourceAsStream(ARCHIVE)) {
            if (packed == null) {
                throw new PostgresStartException("no embedded PostgreSQL for " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
                        + " on the class path: set database-url to a PostgreSQL 15 or newer");
            }
            Process tar = new ProcessBuilder(List.of("tar", "-x", "-C", directory.toString()))
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream out = tar.getOutputStream();
                    InputStream plain = new XZInputStream(packed)) {
                plain.transferTo(out);
            }
            String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tar.waitFor() != 0) {
                throw new PostgresStartException("unpacking PostgreSQL to " + directory + " failed: " + said);
            }
        }
    }

    /** Removes a directory tree; one that does not exist is fine. */
    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
