package org.nakhoda.apiserver.aggregation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.apiserver.aggregation.LocalRegistrations.Change;
import org.nakhoda.apiserver.bootstrap.ClusterApi;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.apiserver.discovery.RemoteVersion;
import org.nakhoda.apiserver.request.ResourceRequests;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the APIServices in step with what is served: registers what this server serves itself, and asks the others whether
 * they are there. Level-triggered: any change of what it depends on, and every few seconds, makes it look at everything once
 * more; changes that come while it looks are one more look. Every master asks, for each tells its clients what there is; only
 * the leading one writes.
 *
 * <pre>
 *   new --start--> watching --close--> closed
 * </pre>
 */
public final class Aggregation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Aggregation.class);
    private static final List<String> PATH = List.of("apis", "apiregistration.k8s.io", "v1", "apiservices");

    private final Catalogue catalogue;
    private final ApiServices services;
    private final ServiceAddresses addresses;
    private final RemoteServers servers;
    private final RemoteCheck check;
    private final RemoteApis remotes;
    private final SelfClient api;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier leads;
    private final Clock clock;
    private final CheckSchedule schedule = new CheckSchedule();
    private final ChangeSignal signal;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean changed = new AtomicBoolean();
    private volatile ScheduledFuture<?> ticks;
    private volatile boolean closed;

    /**
     * @param identity the front proxy's certificate, or null; see {@link #identity}
     * @param leads whether this process may write
     */
    public Aggregation(
            ClusterStore store,
            Catalogue catalogue,
            ClusterApi api,
            KeyManager[] identity,
            Executor executor,
            ScheduledExecutorService timer,
            BooleanSupplier leads,
            Clock clock) {
        this.catalogue = catalogue;
        this.services = new ApiServices(store);
        this.addresses = new ServiceAddresses(store);
        this.servers = new RemoteServers(addresses, identity, executor);
        this.check = new RemoteCheck(addresses, servers);
        this.remotes = new RemoteApis(services);
        this.api = new SelfClient(api);
        this.executor = executor;
        this.timer = timer;
        this.leads = leads;
        this.clock = clock;
        this.signal = new ChangeSignal(
                store,
                Stream.concat(
                                Stream.of(
                                        CustomResourceDefinitionKind.RESOURCE,
                                        ApiServices.RESOURCE,
                                        ServiceAddresses.SERVICES),
                                ServiceAddresses.ENDPOINTS.stream())
                        .toList(),
                this::look);
    }

    /** Stands before the registry, and among the routes. */
    public RemoteRequests requests(ResourceRequests here) {
        return new RemoteRequests(services, servers, here);
    }

    public RemoteVersion.Source versions() {
        return remotes;
    }

    /** See {@link org.nakhoda.apiserver.openapi.OpenApiRoutes}. */
    public Map<String, String> openApi() {
        return remotes.openApi();
    }

    /** See {@link org.nakhoda.apiserver.openapi.OpenApiRoutes}. */
    public List<JsonNode> swaggers() {
        return remotes.swaggers();
    }

    /** Keeps looking after all registrations. What is found out about other servers is written down only where this one leads. */
    public synchronized void start() {
        if (ticks == null) {
            long every = CheckSchedule.WHILE_UNAVAILABLE.toMillis();
            ticks = timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
        }
        look();
    }

    /**
     * Registers what this server serves. Can be called again.
     *
     * @throws IllegalStateException if a registration could not be written
     */
    public void register() {
        register(true);
        if (!due(true).isEmpty()) {
            throw new IllegalStateException(
                    "not every API of this server could be registered; the log names those that were refused");
        }
        look();
    }

    private void look() {
        changed.set(true);
        if (!closed && looking.compareAndSet(false, true)) {
            execute(this::lookUntilQuiet);
        }
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closing: {}", e.getMessage());
        }
    }

    private void lookUntilQuiet() {
        try {
            while (changed.getAndSet(false) && !closed) {
                signal.arm();
                if (leads.getAsBoolean()) {
                    register(false);
                }
                lookAtRemotes();
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("the registrations of APIs could not be looked after; trying again soon", e);
            }
        } finally {
            looking.set(false);
        }
        if (changed.get()) {
            look();
        }
    }

    private void register(boolean starting) {
        for (Change change : due(starting)) {
            if (change instanceof Change.Create create) {
                api.create(PATH, create.object());
            } else if (change instanceof Change.Update update) {
                api.update(path(update.name()), update.object());
            } else if (change instanceof Change.Delete delete) {
                api.delete(path(delete.name()), delete.uid());
            }
        }
    }

    private List<Change> due(boolean starting) {
        return LocalRegistrations.due(BuiltinCatalogue.instance().all(), catalogue.all(), services.all(), starting);
    }

    private static List<String> path(String... below) {
        return Stream.concat(PATH.stream(), Stream.of(below)).toList();
    }

    private void lookAtRemotes() {
        List<ApiService> registered = services.remote();
        Set<String> names = registered.stream().map(ApiService::name).collect(Collectors.toSet());
        schedule.retain(names);
        remotes.retain(names);
        check.retain(names);
        servers.retain(names);
        for (ApiService service : registered) {
            List<Object> dependsOn = List.of(service.target(), addresses.state(service.target()));
            if (schedule.begin(service.name(), dependsOn, clock.instant())) {
                execute(() -> ask(service));
            }
        }
        for (ApiService service : services.all()) {
            if (service.target() == null) {
                judge(service, true, "Local", "Local APIServices are always available");
            }
        }
    }

    private void ask(ApiService service) {
        boolean available = false;
        try {
            RemoteCheck.Outcome outcome = check.of(service);
            available = outcome.available();
            if (outcome.description() != null) {
                remotes.learn(service.name(), outcome.description());
            }
            // somebody may have registered another server meanwhile: that one is asked next
            services.get(service.name())
                    .filter(latest -> service.target().equals(latest.target()))
                    .ifPresent(latest -> judge(latest, outcome.available(), outcome.reason(), outcome.message()));
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("whether {} is available could not be found out; trying again soon", service.name(), e);
            }
        } finally {
            schedule.ended(service.name(), available, clock.instant());
        }
        look();
    }

    private void judge(ApiService service, boolean available, String reason, String message) {
        if (!leads.getAsBoolean()) {
            return;
        }
        Instant now = clock.instant();
        service.judged(available, reason, message, now).ifPresent(judged -> {
            if (available != service.available()) {
                LOG.info(
                        "{} is {}: {}: {}", service.name(), available ? "available" : "not available", reason, message);
            }
            api.update(path(service.name(), "status"), judged);
        });
    }

    /**
     * The front proxy's certificate and key in a folder of keys.
     *
     * @return null if there are none
     * @throws IOException if they cannot be read
     */
    public static KeyManager[] identity(Path pki) throws IOException {
        return RemoteServers.frontProxyIdentity(pki);
    }

    @Override
    public void close() {
        closed = true;
        ScheduledFuture<?> running = ticks;
        if (running != null) {
            running.cancel(false);
        }
        signal.close();
    }
}
