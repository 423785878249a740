package org.nakhoda.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.client.connect.Connection;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.informer.Informer;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.queue.ObjectName;
import org.nakhoda.node.cgroup.PodCgroups;
import org.nakhoda.node.container.ContainerConfigs;
import org.nakhoda.node.container.ContainerStarter;
import org.nakhoda.node.container.ContainerStops;
import org.nakhoda.node.container.RestartBackoff;
import org.nakhoda.node.container.SecurityContexts;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.event.PodEvents;
import org.nakhoda.node.image.ImagePuller;
import org.nakhoda.node.log.LogRotation;
import org.nakhoda.node.masters.KnownMasters;
import org.nakhoda.node.network.NodeNetwork;
import org.nakhoda.node.objects.ApiObjects;
import org.nakhoda.node.objects.ClusterObjects;
import org.nakhoda.node.pod.NodeAdmission;
import org.nakhoda.node.pod.NodeIdentity;
import org.nakhoda.node.pod.PodServices;
import org.nakhoda.node.pod.PodWorkers;
import org.nakhoda.node.pod.StatusSink;
import org.nakhoda.node.probe.Probes;
import org.nakhoda.node.registration.Machine;
import org.nakhoda.node.registration.NodeLease;
import org.nakhoda.node.registration.NodeRegistration;
import org.nakhoda.node.runtime.RuntimeReader;
import org.nakhoda.node.runtime.RuntimeWatch;
import org.nakhoda.node.sandbox.HostNames;
import org.nakhoda.node.sandbox.NameResolution;
import org.nakhoda.node.sandbox.Sandboxes;
import org.nakhoda.node.server.AgentServer;
import org.nakhoda.node.server.ContainerLogs;
import org.nakhoda.node.server.NodeFigures;
import org.nakhoda.node.server.Pages;
import org.nakhoda.node.server.PodLookup;
import org.nakhoda.node.server.Streams;
import org.nakhoda.node.source.ApiPods;
import org.nakhoda.node.source.MirrorStatuses;
import org.nakhoda.node.source.StaticPods;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.status.StatusWriter;
import org.nakhoda.node.volume.PodFiles;
import org.nakhoda.node.volume.Volumes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's parts, put together.
 *
 * <pre>
 * runtime answers --> static pods run --> own server listens --> node is registered --> informers are synced
 *   --> network is set up, pods of the API run, what belongs to nobody is removed
 * </pre>
 *
 * Each step waits for the one before, for as long as it takes; what was started is stopped in the reverse order.
 */
final class NodeAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

    private final Settings settings;
    private final InstantSource clock = InstantSource.system();
    private final ExecutorService executor = Executors.newCachedThreadPool(daemons("agent"));
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, daemons("timer"));
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    NodeAgent(Settings settings) {
        this.settings = settings;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    static Path criSocket(Settings settings) {
        return settings.criSocket().orElse(settings.dataDir().resolve("containerd/containerd.sock"));
    }

    void start() throws IOException, InterruptedException {
        Path pki = settings.dataDir().resolve("pki");
        KnownMasters masters = opened(new KnownMasters(
                settings.dataDir().resolve("node/masters"),
                server(settings),
                settings.nodeName(),
                settings.nodeAddress(),
                clock));
        KubernetesClient client = opened(Connection.byCertificate(
                        server(settings),
                        pki.resolve("ca.crt"),
                        pki.resolve("kubelet-client.crt"),
                        pki.resolve("kubelet-client.key"))
                .named("kubelet")
                .withServers(masters.servers())
                .open());
        Cri cri = opened(new Cri(criSocket(settings), executor));
        Informers informers = opened(new Informers(client, executor));
        NodeNetwork network = opened(new NodeNetwork(settings, informers));
        Informer<Pod> podInformer = informers.selected(Pod.class, Map.of("spec.nodeName", settings.nodeName()));
        Informer<Service> services = informers.of(Service.class);
        Informer<Node> nodes = informers.of(Node.class);
        Informer<EndpointSlice> slices = informers.of(EndpointSlice.class);
        slices.synced().thenRun(() -> masters.follow(() -> slices.inNamespace("default"), timer));
        RuntimeFacts runtime = RuntimeFacts.await(cri);

        StatusWriter writer = opened(new StatusWriter(client, executor));
        StatusSink statuses = new MirrorStatuses(client, writer, podInformer, () -> own(nodes), executor);
        ClusterObjects objects = new ApiObjects(client, services::all, () -> allocatable(own(nodes)), clock);
        EventRecorder recorder = new EventRecorder(client, "kubelet", settings.nodeName(), executor, clock);
        Parts parts = new Parts(cri, runtime, objects, recorder, statuses, () -> own(nodes));
        PodWorkers workers = opened(parts.workers);
        writer.start();
        workers.start();

        StaticPods staticPods = opened(new StaticPods(
                settings.dataDir().resolve("node/manifests"),
                Optional.empty(),
                settings.nodeName(),
                client.getKubernetesSerialization(),
                workers));
        staticPods.start();
        RuntimeWatch watch = opened(new RuntimeWatch(cri, workers::wake, workers::compare));
        watch.start();
        opened(new LogRotation(cri, parts.files.logs(), timer)).start();
        serve(cri, parts, workers, statuses, client, pki);

        NodeRegistration registration = opened(new NodeRegistration(
                client,
                cri,
                new NodeRegistration.Address(settings.nodeName(), settings.nodeAddress(), settings.kubeletPort()),
                runtime.version(),
                settings.dataDir(),
                recorder,
                clock));
        Node node = registration.register();
        opened(new NodeLease(client, node, clock)).start();
        new ApiPods(podInformer, workers).start();
        nodes.onChange(change -> {
            boolean appeared = change.isAddition()
                    && change.latest().getMetadata().getName().equals(settings.nodeName());
            if (appeared) {
                // the mirrors of static pods have waited for the node that they belong to
                workers.all().stream()
                        .filter(PodSpecs::isStatic)
                        .forEach(pod -> workers.wake(pod.getMetadata().getUid()));
            }
        });
        informers.start();
        informers.synced().thenRun(network::start);
        podInformer.synced().thenRunAsync(workers::sourcesKnown, executor);
    }

    private static URI server(Settings settings) {
        String address = settings.apiAddress().equals("0.0.0.0") ? "127.0.0.1" : settings.apiAddress();
        return URI.create("https://" + address + ":" + settings.apiPort());
    }

    private Optional<Node> own(Informer<Node> nodes) {
        return nodes.get(ObjectName.clusterScoped(settings.nodeName()));
    }

    private static Map<String, Quantity> allocatable(Optional<Node> node) {
        return node.map(Node::getStatus)
                .map(status -> status.getAllocatable())
                .orElse(Map.of(
                        "cpu", new Quantity(Integer.toString(Machine.processors())),
                        "memory", new Quantity(Long.toString(Machine.memoryBytes()))));
    }

    private void serve(Cri cri, Parts parts, PodWorkers workers, StatusSink statuses, KubernetesClient client, Path pki)
            throws IOException {
        PodLookup pods = new PodLookup() {
            @Override
            public Optional<Pod> find(String namespace, String name) {
                return workers.find(namespace, name);
            }

            @Override
            public Collection<Pod> all() {
                return workers.all();
            }
        };
        RuntimeReader reader = new RuntimeReader(cri);
        Pages pages = new Pages(
                pods,
                new ContainerLogs(pods, statuses, reader, cri, clock),
                new NodeFigures(cri, settings.nodeName(), pods),
                client.getKubernetesSerialization());
        AgentServer.Identity identity =
                new AgentServer.Identity(pki.resolve("kubelet.crt"), pki.resolve("kubelet.key"), pki.resolve("ca.crt"));
        AgentServer server = opened(new AgentServer(identity, pages, new Streams(pods, reader, cri), executor));
        server.start(settings.kubeletPort());
    }

    /** What the loops of pods work with. Images, probes and stops wake the loops, which are made last. */
    private final class Parts {
        final PodFiles files = PodFiles.under(settings.dataDir());
        final PodWorkers workers;

        private volatile PodWorkers woken;

        Parts(
                Cri cri,
                RuntimeFacts runtime,
                ClusterObjects objects,
                EventRecorder recorder,
                StatusSink statuses,
                Supplier<Optional<Node>> node)
                throws IOException {
            Files.createDirectories(files.pods());
            Files.createDirectories(files.logs());
            PodEvents events = PodEvents.recordedBy(recorder);
            PodCgroups cgroups = new PodCgroups(Path.of("/sys/fs/cgroup"), runtime.systemdCgroups());
            SecurityContexts security = new SecurityContexts(files.node().resolve("seccomp"));
            HostNames hostNames = new HostNames(settings.nodeName(), settings.clusterDomain());
            NameResolution resolution = new NameResolution(
                    settings.dnsServiceAddress(), settings.clusterDomain(), Path.of("/etc/resolv.conf"));
            ImagePuller images = new ImagePuller(cri, objects, executor, clock, this::wake);
            ContainerConfigs configs =
                    new ContainerConfigs(files, objects, security, Machine.memoryBytes(), cgroups.unified());
            NodeAdmission admission = pod -> NodeAdmission.check(pod, node.get(), woken.active());
            PodServices shared = new PodServices(
                    new NodeIdentity(settings.nodeName(), settings.nodeAddress(), runtime.name()),
                    cri,
                    new RuntimeReader(cri),
                    new Sandboxes(cri, files, hostNames, resolution, security),
                    hostNames,
                    cgroups,
                    files,
                    new Volumes(files, objects),
                    images,
                    new ContainerStarter(cri, images, configs, events, executor),
                    new ContainerStops(cri, events, executor, clock, this::wake),
                    new RestartBackoff(),
                    new Probes(cri, events, timer, executor, this::wake),
                    events,
                    admission,
                    statuses,
                    clock);
            workers = new PodWorkers(shared, executor);
            woken = workers;
        }

        private void wake(String uid) {
            woken.wake(uid);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        synchronized (started) {
            started.push(part);
        }
        return part;
    }

    @Override
    public void close() {
        synchronized (started) {
            while (!started.isEmpty()) {
                AutoCloseable part = started.pop();
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.debug("{} did not close: {}", part.getClass().getSimpleName(), e.toString());
                }
            }
        }
        timer.shutdownNow();
        executor.shutdownNow();
    }
}
