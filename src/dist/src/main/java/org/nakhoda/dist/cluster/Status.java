package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.process.ProcessRef;
import org.nakhoda.dist.runtime.Containerd;
import org.nakhoda.dist.settings.SettingsFile;
import org.nakhoda.dist.supervise.Supervisor;
import tools.jackson.databind.JsonNode;

/**
 * How a cluster fares on this machine.
 *
 * @param remarks what the API says about nodes and pods, and where things are
 */
public record Status(boolean started, List<Component> components, List<String> remarks) {
    /** Ticks of the kernel's clock in a second, as it shows them to programs. */
    private static final long TICKS = 100;

    /**
     * A process that should run.
     *
     * @param process empty if it does not
     * @param health {@code ok} or what is wrong
     */
    record Component(String name, Optional<ProcessRef> process, Duration uptime, long residentMiB, String health) {
        boolean ok() {
            return process.isPresent() && health.equals("ok");
        }
    }

    public static Status of(Layout layout) throws IOException, InterruptedException {
        Optional<Settings> settings = SettingsFile.readIfThere(layout.settingsFile());
        if (settings.isEmpty()) {
            return new Status(false, List.of(), List.of("no cluster was started in " + layout.data()));
        }
        return new Reader(layout, settings.get()).read();
    }

    public boolean healthy() {
        return started && components.stream().allMatch(Component::ok);
    }

    public String render() {
        StringBuilder text = new StringBuilder();
        if (started) {
            text.append(String.format(
                    Locale.ROOT, "%-12s %8s %12s %9s  %s%n", "COMPONENT", "PID", "UP", "MEMORY", "HEALTH"));
        }
        for (Component c : components) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-12s %8s %12s %9s  %s%n",
                    c.name(),
                    c.process().map(p -> Long.toString(p.pid())).orElse("-"),
                    c.process().isPresent() ? span(c.uptime()) : "-",
                    c.process().isPresent() ? c.residentMiB() + " MiB" : "-",
                    c.health()));
        }
        remarks.forEach(remark -> text.append(remark).append('\n'));
        return text.toString();
    }

    private static String span(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }

    /** Looks at the processes and asks the API. */
    private record Reader(Layout layout, Settings settings) {
        Status read() throws IOException, InterruptedException {
            URI server = ApiProbe.localServer(settings.apiAddress(), settings.apiPort());
            List<String> remarks = new ArrayList<>();
            boolean masterRuns = pid(ClusterProcesses.MASTER).isPresent();
            Optional<ApiProbe> api = masterRuns ? probe(server) : Optional.empty();
            boolean ready = api.isPresent() && api.get().ready();
            List<Component> components = new ArrayList<>();
            components.add(component(Supervisor.COMPONENT, "ok"));
            components.add(component(ClusterProcesses.MASTER, ready ? "ok" : "not ready"));
            if (settings.externalDatabase().isEmpty()) {
                components.add(database());
            }
            if (!settings.controlPlaneOnly()) {
                if (settings.criSocket().isEmpty()) {
                    boolean answers = new Containerd(layout).answers();
                    components.add(component(ClusterProcesses.CONTAINERD, answers ? "ok" : "does not answer"));
                }
                boolean nodeReady = ready && api.get().nodeReady(settings.nodeName());
                components.add(component(ClusterProcesses.NODE, nodeReady ? "ok" : "node is not ready"));
            }
            remarks.add("");
            if (ready) {
                if (Files.isDirectory(layout.masters())) {
                    masters(api.get()).ifPresent(remarks::add);
                }
                nodes(api.get()).ifPresent(remarks::add);
                pods(api.get()).ifPresent(remarks::add);
            }
            remarks.add("API    " + server);
            remarks.add("data   " + layout.data());
            remarks.add("logs   " + layout.logs());
            return new Status(true, components, remarks);
        }

        private Optional<ApiProbe> probe(URI server) {
            try {
                return Optional.of(new ApiProbe(server, layout.pki()));
            } catch (IOException | GeneralSecurityException e) {
                return Optional.empty();
            }
        }

        private Optional<ProcessRef> pid(String name) {
            return new PidFile(layout.run(), name).running();
        }

        private Component component(String name, String health) throws IOException {
            return component(name, pid(name), health);
        }

        /** The postmaster is the one of its processes that is started by the master. */
        private Component database() throws IOException {
            Optional<ProcessRef> server = Leftovers.processesWithArgument(layout.postgres() + "/", "postgres").stream()
                    .findFirst();
            return component("postgres", server, "ok");
        }

        private static Component component(String name, Optional<ProcessRef> process, String health)
                throws IOException {
            if (process.isEmpty()) {
                return new Component(name, process, Duration.ZERO, 0, "not running");
            }
            double sinceBoot =
                    Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
            Duration uptime =
                    Duration.ofMillis((long) (sinceBoot * 1000) - process.get().startTicks() * 1000 / TICKS);
            return new Component(name, process, uptime, resident(process.get()), health);
        }

        private static long resident(ProcessRef process) {
            try {
                return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .sum();
            } catch (IOException e) {
                return 0;
            }
        }

        private static Optional<String> masters(ApiProbe api) throws InterruptedException {
            return api.get("/apis/nakhoda.org/v1/masters").map(body -> {
                int all = 0;
                String leader = "nobody";
                for (JsonNode master : Json.parse(body).path("items")) {
                    all++;
                    if (master.at("/status/role").asString("").equalsIgnoreCase("leader")) {
                        leader = master.at("/metadata/name").asString("");
                    }
                }
                return "masters " + all + ", " + leader + " leads";
            });
        }

        private static Optional<String> nodes(ApiProbe api) throws InterruptedException {
            return api.get("/api/v1/nodes").map(body -> {
                int all = 0;
                int ready = 0;
                for (JsonNode node : Json.parse(body).path("items")) {
                    all++;
                    ready += ApiProbe.isReadyNode(node) ? 1 : 0;
                }
                return "nodes  " + ready + " of " + all + " ready";
            });
        }

        private static Optional<String> pods(ApiProbe api) throws InterruptedException {
            return api.get("/api/v1/pods").map(body -> {
                Map<String, Integer> phases = new TreeMap<>();
                for (JsonNode pod : Json.parse(body).path("items")) {
                    phases.merge(pod.at("/status/phase").asString("Unknown"), 1, Integer::sum);
                }
                return "pods   "
                        + (phases.isEmpty() ? "none" : phases.toString().replaceAll("[{}]", ""));
            });
        }
    }
}
