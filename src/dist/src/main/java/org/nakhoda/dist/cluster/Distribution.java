package org.nakhoda.dist.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the build made, in one folder.
 *
 * <pre>
 * lib/        the jars of launcher and node agent
 * payara-micro.jar
 * http-engine-classes.jar  what goes before the application server's own classes
 * payara/     the application server, unpacked, shared by every cluster of this machine
 * apiserver.war and apiserver/, the web application unpacked
 * postgres/   the programs of the embedded PostgreSQL, once a cluster has unpacked them
 * images/     OCI archives
 * cds/        class archives, by Java version
 * </pre>
 *
 * @param home the repository or installation, for messages
 */
public record Distribution(Path home, Path root) {
    /** Of this build; all masters of a cluster have the same. */
    public static final String VERSION = "0.1.0";

    /** System properties set by the script. */
    static final String HOME_PROPERTY = "nakhoda.home";

    static final String ROOT_PROPERTY = "nakhoda.dist";

    public static Distribution current() {
        String home = System.getProperty(HOME_PROPERTY);
        String root = System.getProperty(ROOT_PROPERTY);
        if (home == null || root == null) {
            throw new IllegalStateException(
                    "start the launcher by the script `nakhoda`: it says where the distribution is");
        }
        return new Distribution(Path.of(home), Path.of(root));
    }

    public Path library() {
        return root.resolve("lib");
    }

    public Path payara() {
        return root.resolve("payara");
    }

    public Path payaraMicro() {
        return root.resolve("payara-micro.jar");
    }

    public Path apiServerArchive() {
        return root.resolve("apiserver.war");
    }

    public Path apiServer() {
        return root.resolve("apiserver");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path images() {
        return root.resolve("images");
    }

    /** Where class archives are, one file for each process and Java version. */
    public Path classArchive(String process) {
        return root.resolve("cds").resolve(process + "-" + Runtime.version() + ".jsa");
    }

    /** Every library in a stable order: class archives depend on it. */
    public String classPath() {
        return classPath(library());
    }

    /** The libraries of the unpacked web application, for what is to run of it in a process of its own. */
    public String applicationClassPath() {
        return classPath(apiServer().resolve("WEB-INF").resolve("lib"));
    }

    private static String classPath(Path libraries) {
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.sorted().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new IllegalStateException(libraries + " cannot be read; build again with `./nakhoda build`", e);
        }
    }
}
