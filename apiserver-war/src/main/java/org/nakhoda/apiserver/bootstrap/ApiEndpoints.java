package org.nakhoda.apiserver.bootstrap;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the endpoints of the {@code kubernetes} service: the API of every master that is well. No selector finds them, so no
 * controller writes them. An EndpointSlice has one list of ports for all its endpoints, so masters whose ports differ from most
 * have a slice of their own.
 */
public final class ApiEndpoints implements AutoCloseable {
    static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");
    static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");

    private static final Logger LOG = LoggerFactory.getLogger(ApiEndpoints.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String NAMESPACE = "default";
    private static final String NAME = ClusterObjects.API_SERVICE;
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGER = "apiserver.nakhoda.org";

    private final ClusterStore store;
    private final SelfClient api;
    private final ApiAddress own;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Object lifeLock = new Object();

    @GuardedBy("lifeLock")
    private ScheduledFuture<?> looks;

    /** @param executor for tasks that may wait */
    public ApiEndpoints(
            ClusterStore store,
            SelfClient api,
            Settings settings,
            Executor executor,
            ScheduledExecutorService timer) {
        this.store = store;
        this.api = api;
        this.own = new ApiAddress(settings.nodeAddress(), settings.apiPort());
        this.executor = executor;
        this.timer = timer;
    }

    /**
     * Brings them up to date, and keeps them so.
     *
     * @throws IllegalStateException if they could not be written
     */
    public void begin() {
        reconcile();
        if (!due().isEmpty()) {
            throw new IllegalStateException("the endpoints of the API could not be written; the log says why");
        }
        synchronized (lifeLock) {
            if (looks == null) {
                looks = timer.scheduleWithFixedDelay(
                        this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void look() {
        if (looking.getAndSet(true)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    reconcile();
                } catch (RuntimeException e) {
                    LOG.warn("the endpoints of the API could not be brought up to date; trying again soon", e);
                } finally {
                    looking.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is stopping");
        }
    }

    /** One change that is due. */
    private record Due(ObjectNode object, Optional<StoredObject> before, boolean wanted) {}

    void reconcile() {
        if (store.epoch().isEmpty()) {
            return;
        }
        for (Due due : due()) {
            GroupResource resource =
                    due.object.path("kind").asString("").equals("Endpoints") ? ENDPOINTS : SLICES;
            if (due.before.isEmpty()) {
                api.create(path(resource, ""), due.object);
                continue;
            }
            String name = due.before.get().key().name();
            if (due.wanted) {
                api.update(path(resource, name), due.object);
            } else {
                api.delete(path(resource, name), due.before.get().uid());
            }
        }
    }

    private List<Due> due() {
        SortedSet<ApiAddress> addresses =
                store.masters().map(Masters::status).map(ApiAddress::healthy).orElseGet(TreeSet::new);
        if (addresses.isEmpty()) {
            addresses = new TreeSet<>(List.of(own));
        }
        List<ObjectNode> slices = slices(addresses);
        List<Due> due = new ArrayList<>();
        add(due, ENDPOINTS, endpoints(addresses));
        slices.forEach(slice -> add(due, SLICES, slice));
        List<String> names = slices.stream().map(ApiEndpoints::name).toList();
        for (StoredObject stored : store.list(SLICES, NAMESPACE).objects()) {
            boolean ours = MANAGER.equals(stored.labels().get(MANAGED_BY));
            if (ours && !names.contains(stored.key().name())) {
                due.add(new Due((ObjectNode) Json.parse(stored.json()), Optional.of(stored), false));
            }
        }
        return due;
    }

    private void add(List<Due> due, GroupResource resource, ObjectNode wanted) {
        Optional<StoredObject> before = store.get(new ResourceKey(resource, NAMESPACE, name(wanted)));
        Optional<ObjectNode> written = before.isEmpty()
                ? Optional.of(wanted)
                : Reconciliation.completed(
                        (ObjectNode) Json.parse(before.get().json()), wanted);
        written.ifPresent(object -> due.add(new Due(object, before, true)));
    }

    private static String name(ObjectNode object) {
        return object.path("metadata").path("name").asString("");
    }

    private static List<String> path(GroupResource resource, String name) {
        List<String> path = new ArrayList<>(
                resource.equals(ENDPOINTS) ? List.of("api", "v1") : List.of("apis", resource.group(), "v1"));
        path.addAll(List.of("namespaces", NAMESPACE, resource.resource()));
        if (!name.isEmpty()) {
            path.add(name);
        }
        return path;
    }

    private static SortedMap<Integer, List<ApiAddress>> byPort(SortedSet<ApiAddress> addresses) {
        SortedMap<Integer, List<ApiAddress>> ports = new TreeMap<>();
        addresses.forEach(address ->
                ports.computeIfAbsent(address.port(), port -> new ArrayList<>()).add(address));
        return ports;
    }

    private static ObjectNode endpoints(SortedSet<ApiAddress> addresses) {
        ObjectNode endpoints = ClusterObjects.object("v1", "Endpoints", NAMESPACE, NAME);
        ClusterObjects.labels(endpoints).put("endpointslice.kubernetes.io/skip-mirror", "true");
        ArrayNode subsets = endpoints.putArray("subsets");
        byPort(addresses).forEach((port, members) -> {
            ObjectNode subset = subsets.addObject();
            ArrayNode ips = subset.putArray("addresses");
            members.forEach(member -> ips.addObject().put("ip", member.ip()));
            subset.putArray("ports").add(port(port));
        });
        return endpoints;
    }

    private static List<ObjectNode> slices(SortedSet<ApiAddress> addresses) {
        SortedMap<Integer, List<ApiAddress>> ports = byPort(addresses);
        int usual = ports.firstKey();
        for (int port : ports.keySet()) {
            usual = ports.get(port).size() > ports.get(usual).size() ? port : usual;
        }
        List<ObjectNode> slices = new ArrayList<>();
        for (int port : ports.keySet()) {
            ObjectNode slice = ClusterObjects.object(
                    "discovery.k8s.io/v1", "EndpointSlice", NAMESPACE, port == usual ? NAME : NAME + "-" + port);
            ObjectNode labels = ClusterObjects.labels(slice).put("kubernetes.io/service-name", NAME);
            List<ApiAddress> members = ports.get(port);
            if (port != usual) {
                labels.put(MANAGED_BY, MANAGER);
                // by the API's rules only the one slice may lead to the machine itself
                members = members.stream().filter(member -> !member.loopback()).toList();
            }
            if (members.isEmpty()) {
                continue;
            }
            slice.put("addressType", "IPv4");
            ArrayNode endpoints = slice.putArray("endpoints");
            for (ApiAddress member : members) {
                ObjectNode endpoint = endpoints.addObject();
                endpoint.putArray("addresses").add(member.ip());
                endpoint.putObject("conditions").put("ready", true);
            }
            slice.putArray("ports").add(port(port));
            slices.add(slice);
        }
        return slices;
    }

    private static ObjectNode port(int port) {
        return Json.object().put("name", "https").put("port", port).put("protocol", "TCP");
    }

    /** Leaves them as they are. */
    public void end() {
        synchronized (lifeLock) {
            if (looks != null) {
                looks.cancel(false);
                looks = null;
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
