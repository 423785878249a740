package org.nakhoda.dist.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nakhoda.dist.process.Command;

/** The images that every node has: pause, and the demo application in two versions. All are made of a static busybox. */
public final class BundledImages {
    public static final String PAUSE = "localhost/pause:latest";
    public static final String DEMO = "localhost/nakhoda/demo";
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<Path> BUSYBOXES = Stream.of("/bin/busybox", "/usr/bin/busybox", "/bin/busybox.static")
            .map(Path::of)
            .toList();

    private BundledImages() {}

    /** The names, each with the file that it is kept in. */
    public static Map<String, Path> archives(Path directory) {
        Map<String, Path> archives = new TreeMap<>();
        for (String name : List.of(PAUSE, DEMO + ":1", DEMO + ":2")) {
            archives.put(name, directory.resolve(new ImageSpec(name, Map.of(), List.of(), Map.of()).fileName()));
        }
        return archives;
    }

    /** A busybox that runs alone in an image. */
    public static Optional<Path> staticBusybox() {
        return BUSYBOXES.stream()
                .filter(Files::isExecutable)
                .filter(ElfFile::runsAlone)
                .findFirst();
    }

    /** Makes the archives that are not there. */
    public static void assemble(Path directory) throws IOException, InterruptedException {
        Map<String, Path> archives = archives(directory);
        if (archives.values().stream().allMatch(Files::exists)) {
            return;
        }
        Path busybox = staticBusybox()
                .orElseThrow(() -> new IOException("no static busybox; install the package busybox-static"));
        Map<String, ImageSpec.Entry> base = base(busybox);
        for (ImageSpec image : List.of(pause(base), demo(base, "1"), demo(base, "2"))) {
            OciArchive.write(archives.get(image.name()), image, architecture());
        }
    }

    static Map<String, ImageSpec.Entry> base(Path busybox) throws IOException, InterruptedException {
        Map<String, ImageSpec.Entry> entries = new TreeMap<>();
        entries.put("bin/busybox", new ImageSpec.Entry.RegularFile(Files.readAllBytes(busybox), 0755));
        for (String applet : Command.run(busybox.toString(), "--list").lines()) {
            if (!applet.equals("busybox")) {
                entries.put("bin/" + applet, new ImageSpec.Entry.Link("busybox"));
            }
        }
        entries.put(
                "etc/passwd", text("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n", 0644));
        entries.put("etc/group", text("root:x:0:\nnogroup:x:65534:\n", 0644));
        entries.put("root", new ImageSpec.Entry.Folder(0700));
        entries.put("tmp", new ImageSpec.Entry.Folder(01777));
        entries.put("var", new ImageSpec.Entry.Folder(0755));
        return entries;
    }

    static ImageSpec pause(Map<String, ImageSpec.Entry> base) throws IOException {
        return withScript(PAUSE, base, "pause", Map.of());
    }

    static ImageSpec demo(Map<String, ImageSpec.Entry> base, String version) throws IOException {
        return withScript(DEMO + ":" + version, base, "demo", Map.of("DEMO_VERSION", version));
    }

    private static ImageSpec withScript(
            String name, Map<String, ImageSpec.Entry> base, String script, Map<String, String> environment)
            throws IOException {
        Map<String, ImageSpec.Entry> entries = new TreeMap<>(base);
        try (InputStream in = BundledImages.class.getResourceAsStream(script + ".sh")) {
            entries.put(script, new ImageSpec.Entry.RegularFile(in.readAllBytes(), 0755));
        }
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put("PATH", PATH);
        return new ImageSpec(name, entries, List.of("/" + script), variables);
    }

    private static ImageSpec.Entry text(String content, int mode) {
        return new ImageSpec.Entry.RegularFile(content.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }
}
