package org.nakhoda.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs h2load (package nghttp2-client) and reads its report. */
final class H2load {
    private static final Pattern RATE = Pattern.compile("finished in [\\d.]+\\w+, ([\\d.]+) req/s, ([\\d.]+\\w+/s)");
    private static final Pattern STATUS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");

    private final String token;

    H2load(String token) {
        this.token = token;
    }

    /** How many connections, requests in flight on each, and requests in all. */
    record Load(int connections, int streams, int requests) {}

    /**
     * @param rate answers a second
     * @param traffic as h2load words it
     * @param failed answers other than 2xx, and requests without an answer
     */
    record Figures(double rate, String traffic, Delays delays, int failed) {}

    /** @param body sent with POST; null for GET */
    Figures run(Load load, String url, byte[] body) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("nakhoda-bench");
        Path log = folder.resolve("requests.tsv");
        Path data = folder.resolve("body.json");
        try {
            List<String> command = new ArrayList<>(List.of(
                    "h2load",
                    "-n",
                    Integer.toString(load.requests()),
                    "-c",
                    Integer.toString(load.connections()),
                    "-m",
                    Integer.toString(load.streams()),
                    "--log-file=" + log,
                    "-H",
                    "authorization: Bearer " + token));
            if (body != null) {
                Files.write(data, body);
                command.addAll(List.of("-H", "content-type: application/json", "-d", data.toString()));
            }
            command.add(url);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return read(report, delays(log), load.requests());
        } finally {
            Files.deleteIfExists(data);
            Files.deleteIfExists(log);
            Files.delete(folder);
        }
    }

    private static Figures read(String report, Delays delays, int requests) throws IOException {
        Matcher rate = RATE.matcher(report);
        Matcher status = STATUS.matcher(report);
        if (!rate.find() || !status.find()) {
            throw new IOException("h2load reported no figures:\n" + report);
        }
        int good = Integer.parseInt(status.group(1));
        return new Figures(Double.parseDouble(rate.group(1)), rate.group(2), delays, requests - good);
    }

    /** A line a request: when it began, its status, and how long it took in microseconds. */
    private static Delays delays(Path log) throws IOException {
        Delays delays = new Delays();
        for (String line : Files.readAllLines(log)) {
            delays.add(Long.parseLong(line.substring(line.lastIndexOf('\t') + 1).strip()) * 1000);
        }
        return delays;
    }

    static String row(String work, Figures figures) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %s | %s | %d |",
                work,
                figures.rate(),
                figures.traffic(),
                figures.delays(),
                figures.failed());
    }
}
