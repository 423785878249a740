package org.nakhoda.apiserver.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A real Payara Micro in its own process, with a web application packed from this test's class path. */
final class PayaraProcess implements AutoCloseable {
    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);

    PayaraProcess(Path directory, int tlsPort, Map<String, String> properties) throws IOException {
        Path war = directory.resolve("tunnel.war");
        pack(war);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of(
                "-jar",
                payaraJar(),
                "--nocluster",
                "--nohazelcast",
                "--port",
                Integer.toString(tlsPort + 1),
                "--sslport",
                Integer.toString(tlsPort),
                "--deploy",
                war.toString(),
                "--contextroot",
                "/"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread output = new Thread(this::follow, "payara-output");
        output.setDaemon(true);
        output.start();
    }

    /** Payara's jar is not on the class path, where its copies of other libraries would meet the server's own. */
    private static String payaraJar() {
        String jar = System.getProperty("payara.micro.jar");
        if (jar == null) {
            throw new IllegalStateException(
                    "give the path of Payara Micro's jar as -Dpayara.micro.jar: the build does");
        }
        return jar;
    }

    private void follow() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.contains("ready in")) {
                    ready.countDown();
                } else if (line.contains("SEVERE") || line.contains("Exception")) {
                    System.err.println("payara: " + line);
                }
            }
        } catch (IOException e) {
            System.err.println("payara's output ended: " + e);
        }
    }

    void awaitReady() throws InterruptedException, IOException {
        if (!ready.await(3, TimeUnit.MINUTES)) {
            throw new IOException("Payara Micro was not ready after three minutes");
        }
    }

    private static void pack(Path war) throws IOException {
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
                Path path = Path.of(entry);
                if (Files.isDirectory(path)) {
                    packClasses(path, zip);
                } else if (path.getFileName().toString().matches("nakhoda-(api|db)-.*\\.jar")) {
                    // a sibling that the build has packed already
                    try (FileSystem jar = FileSystems.newFileSystem(path)) {
                        packClasses(jar.getPath("/"), zip);
                    }
                } else if (path.getFileName().toString().matches("(jackson|slf4j-api).*\\.jar")) {
                    zip.putNextEntry(new ZipEntry("WEB-INF/lib/" + path.getFileName()));
                    Files.copy(path, zip);
                }
            }
        }
    }

    /** Only what the filter needs: no other part of the API server may start in this application. */
    private static void packClasses(Path root, ZipOutputStream zip) throws IOException {
        List<Path> classes;
        try (Stream<Path> walk = Files.walk(root)) {
            classes = walk.filter(
                            path -> path.toString()
                                    .matches(
                                            ".*/org/nakhoda/(api/(json|meta|status|validation)|db/store"
                                                    + "|apiserver/(proxy|authn|memory|request))/[^/]*\\.class"
                                                    + "|.*/org/nakhoda/apiserver/extension/(ServiceEndpoints|ReadyEndpoints)[^/]*\\.class"
                                                    + "|.*/org/nakhoda/apiserver/http/(HttpRequestReader|FinishedRequests|UriText|PassedUpgrades)[^/]*\\.class"))
                    .toList();
        }
        for (Path file : classes) {
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + root.relativize(file)));
            Files.copy(file, zip);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
