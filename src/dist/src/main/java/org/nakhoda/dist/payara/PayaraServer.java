package org.nakhoda.dist.payara;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.dist.process.Command;

/**
 * The unpacked application server. Unpacked, its libraries are on the JVM's own class path: it starts in half the time,
 * and their classes can be archived.
 */
public record PayaraServer(Path directory) {
    private static final List<String> OPENS = List.of(
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.misc",
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/sun.nio.ch",
            "java.base/sun.net.www.protocol.jar",
            "java.base/sun.net.www.protocol.jrt",
            "java.logging/java.util.logging",
            "java.management/javax.management",
            "java.management/javax.management.openmbean",
            "java.management/sun.management",
            "java.naming/javax.naming.spi",
            "java.rmi/sun.rmi.transport",
            "jdk.management/com.sun.management.internal");
    private static final List<String> EXPORTS =
            List.of("java.base/jdk.internal.ref", "java.naming/com.sun.jndi.ldap", "jdk.naming.dns/com.sun.jndi.dns");

    /** Classes that take the place of some of the server's, see {@code org.glassfish.grizzly.http2.hpack} in this module. */
    public Path replacements() {
        return directory.resolveSibling("http-engine-classes.jar");
    }

    private Path bootJar() {
        return directory.resolve("launch-micro.jar");
    }

    public boolean unpacked() {
        return Files.exists(bootJar()) && Files.isDirectory(directory.resolve("config"));
    }

    /** @param java the java command */
    public void unpack(String java, Path microJar) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Command.Result result = Command.run(
                Duration.ofMinutes(2),
                List.of(java, "-jar", microJar.toString(), "--rootdir", directory.toString(), "--outputlauncher"));
        if (!result.ok() || !unpacked()) {
            throw new IOException("the application server cannot be unpacked: " + result.output());
        }
    }

    /** JVM options without heap, collector and archive. */
    public List<String> jvmOptions() {
        List<String> options = new ArrayList<>();
        OPENS.forEach(p -> options.add("--add-opens=" + p + "=ALL-UNNAMED"));
        EXPORTS.forEach(p -> options.add("--add-exports=" + p + "=ALL-UNNAMED"));
        options.add("-Dfish.payara.micro.BootJar=" + bootJar().toUri());
        options.add("-Dfish.payara.micro.UnpackDir=" + directory);
        options.add("-cp");
        options.add(replacements() + File.pathSeparator + bootJar());
        return options;
    }

    /** Main class and arguments. */
    public List<String> mainArguments(Path domain, Path application) {
        return List.of(
                "fish.payara.micro.impl.PayaraMicroImpl",
                "--rootdir",
                domain.toString(),
                "--nocluster",
                "--disablephonehome",
                "--deploy",
                application.toString(),
                "--contextroot",
                "/",
                "--postdeploycommandfile",
                PayaraDomain.afterDeployment(domain).toString());
    }
}
