package org.nakhoda.dist.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.cluster.Logs;
import org.nakhoda.dist.host.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows the end of a component's log; without a component, which there are.")
final class LogsCommand extends ClusterCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "COMPONENT",
            description = "master, postgres, containerd, node, supervisor")
    private String component;

    @Option(
            names = {"-f", "--follow"},
            description = "go on as lines come")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "50",
            description = "how many lines (${DEFAULT-VALUE})")
    private int lines;

    @Override
    public Integer call() throws Exception {
        Layout layout = layout();
        List<String> there = components(layout);
        if (component == null) {
            there.forEach(System.out::println);
            return 0;
        }
        if (!there.contains(component)) {
            throw new Failure(
                    "no log of \"" + component + "\" in " + layout.logs() + "; there are " + String.join(", ", there));
        }
        Path log = layout.log(component);
        System.out.println(Logs.tail(log, lines));
        if (follow) {
            Logs.follow(log, System.out);
        }
        return 0;
    }

    private static List<String> components(Layout layout) throws IOException {
        if (!Files.isDirectory(layout.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(layout.logs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".log"))
                    .map(name -> name.substring(0, name.length() - ".log".length()))
                    .sorted()
                    .toList();
        }
    }
}
