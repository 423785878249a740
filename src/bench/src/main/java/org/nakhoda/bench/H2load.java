package org.nakhoda.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs h2load (package nghttp2-client) and reads its report. */
final class H2load {
    private static final Pattern RATE = Pattern.compile("finished in [\\d.]+\\w+, ([\\d.]+) req/s, ([\\d.]+\\w+/s)");
    private static final Pattern STATUS =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");
    private static final Pattern TIME =
            Pattern.compile("time for request:\\s+([\\d.]+\\w+)\\s+([\\d.]+\\w+)\\s+([\\d.]+\\w+)");

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
    record Figures(double rate, String traffic, String longest, String mean, int failed) {}

    /** @param body sent with POST; null for GET */
    Figures run(Load load, String url, byte[] body) throws IOException, InterruptedException {
        Path data = null;
        List<String> command = new ArrayList<>(List.of(
                "h2load",
                "-n",
                Integer.toString(load.requests()),
                "-c",
                Integer.toString(load.connections()),
                "-m",
                Integer.toString(load.streams()),
                "-H",
                "authorization: Bearer " + token));
        if (body != null) {
            data = Files.write(Files.createTempFile("nakhoda-bench", ".json"), body);
            command.addAll(List.of("-H", "content-type: application/json", "-d", data.toString()));
        }
        command.add(url);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        if (data != null) {
            Files.delete(data);
        }
        return read(report, load.requests());
    }

    private static Figures read(String report, int requests) throws IOException {
        Matcher rate = RATE.matcher(report);
        Matcher status = STATUS.matcher(report);
        Matcher time = TIME.matcher(report);
        if (!rate.find() || !status.find() || !time.find()) {
            throw new IOException("h2load reported no figures:\n" + report);
        }
        int good = Integer.parseInt(status.group(1));
        return new Figures(
                Double.parseDouble(rate.group(1)), rate.group(2), time.group(2), time.group(3), requests - good);
    }
}
