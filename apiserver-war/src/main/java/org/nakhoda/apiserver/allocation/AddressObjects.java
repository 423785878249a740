package org.nakhoda.apiserver.allocation;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.allocation.AddressRepair.Finding;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows in IPAddress and ServiceCIDR objects what the ledger knows: one IPAddress for each address of a service, made and
 * removed within moments of the service's own change (in Kubernetes it is made first, and is the reservation itself). What
 * is wrong with addresses and ports is looked for at the start and every few minutes, and told by events.
 */
public final class AddressObjects implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressObjects.class);
    private static final Duration REPAIR_PERIOD = Duration.ofMinutes(3);
    private static final String COMPONENT = "ipallocator-repair-controller";

    private final ClusterStore store;
    private final Ledger ledger;
    private final SelfClient api;
    private final RangeObjects ranges;
    private final Settings settings;
    private final InstantSource clock;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Object passLock = new Object();
    private final Set<Finding> told = new HashSet<>();
    private ScheduledFuture<?> repairs;
    private volatile boolean closed;

    AddressObjects(
            ClusterStore store,
            Ledger ledger,
            SelfClient api,
            RangeObjects ranges,
            Settings settings,
            InstantSource clock,
            Executor executor,
            ScheduledExecutorService timer) {
        this.store = store;
        this.ledger = ledger;
        this.api = api;
        this.ranges = ranges;
        this.settings = settings;
        this.clock = clock;
        this.executor = executor;
        this.timer = timer;
    }

    /** Brings all objects up to date, and keeps them so from then on. Can be called again. */
    public void start() {
        repair();
        synchronized (passLock) {
            if (repairs == null) {
                long period = REPAIR_PERIOD.toSeconds();
                repairs = timer.scheduleWithFixedDelay(
                        () -> executor.execute(this::repair), period, period, TimeUnit.SECONDS);
            }
        }
        wake();
    }

    private void wake() {
        if (!closed && !due.getAndSet(true)) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("the server is stopping");
            }
        }
    }

    private void run() {
        due.set(false);
        if (closed) {
            return;
        }
        ledger.onChange(this::wake);
        try {
            reconcile();
        } catch (RuntimeException e) {
            LOG.warn(
                    "the objects of services' addresses could not be brought up to date; the next change tries again",
                    e);
        }
    }

    /** One pass over everything. */
    void reconcile() {
        synchronized (passLock) {
            if (store.epoch().isEmpty()) {
                return;
            }
            Ledger.View view = ledger.view();
            ranges.reconcile(view);
            Map<String, ResourceKey> wanted = wanted(view);
            for (AddressRecord record : view.records().values()) {
                ResourceKey holder = wanted.get(record.address());
                boolean right = holder != null && holder.equals(record.service());
                if (record.mirror() && !right) {
                    api.delete(path(record.address()), record.uid());
                } else {
                    wanted.remove(record.address());
                }
            }
            wanted.forEach((address, service) -> api.create(path(""), mirror(address, service)));
        }
    }

    private static Map<String, ResourceKey> wanted(Ledger.View view) {
        Map<String, ResourceKey> wanted = new TreeMap<>();
        view.held().forEach((holder, claims) -> {
            if (holder.resource().equals(Ledger.SERVICES)) {
                claims.addresses().forEach(address -> wanted.putIfAbsent(address, holder));
            }
        });
        return wanted;
    }

    private static List<String> path(String address) {
        List<String> collection = List.of("apis", "networking.k8s.io", "v1", "ipaddresses");
        return address.isEmpty() ? collection : List.of("apis", "networking.k8s.io", "v1", "ipaddresses", address);
    }

    private static ObjectNode mirror(String address, ResourceKey service) {
        ObjectNode object =
                Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "IPAddress");
        object.putObject("metadata")
                .put("name", address)
                .putObject("labels")
                .put(AddressRecord.FAMILY, IpRange.Family.of(address).text())
                .put(AddressRecord.MANAGED_BY, AddressRecord.ALLOCATOR);
        object.putObject("spec")
                .putObject("parentRef")
                .put("group", "")
                .put("resource", "services")
                .put("namespace", service.namespace())
                .put("name", service.name());
        return object;
    }

    private void repair() {
        if (closed || store.epoch().isEmpty()) {
            return;
        }
        reconcile();
        synchronized (passLock) {
            List<Finding> findings =
                    AddressRepair.findings(ledger.view(), settings.serviceCidrs(), settings.nodePortRange());
            told.retainAll(Set.copyOf(findings));
            findings.stream().filter(told::add).forEach(this::tell);
        }
    }

    private void tell(Finding finding) {
        LOG.warn("{}: {}", finding.service(), finding.message());
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ResourceKey service = finding.service();
        ObjectNode event = Json.object().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("namespace", service.namespace()).put("generateName", service.name() + ".");
        event.putObject("involvedObject")
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("namespace", service.namespace())
                .put("name", service.name())
                .put("uid", store.get(service).map(StoredObject::uid).orElse(""));
        event.put("type", "Warning")
                .put("reason", finding.reason())
                .put("message", finding.message())
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1)
                .putObject("source")
                .put("component", COMPONENT);
        api.create(List.of("api", "v1", "namespaces", service.namespace(), "events"), event);
    }

    @Override
    public void close() {
        closed = true;
        synchronized (passLock) {
            if (repairs != null) {
                repairs.cancel(false);
            }
        }
    }
}
