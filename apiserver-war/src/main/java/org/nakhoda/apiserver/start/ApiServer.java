package org.nakhoda.apiserver.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.policy.PolicyStatuses;
import org.nakhoda.apiserver.admission.quota.ResourceQuotaAdmission;
import org.nakhoda.apiserver.aggregation.Aggregation;
import org.nakhoda.apiserver.aggregation.PassedOnRequests;
import org.nakhoda.apiserver.aggregation.RemoteRequests;
import org.nakhoda.apiserver.allocation.AddressObjects;
import org.nakhoda.apiserver.allocation.Allocators;
import org.nakhoda.apiserver.allocation.WriteHook;
import org.nakhoda.apiserver.authn.BootstrapTokenAuthenticator;
import org.nakhoda.apiserver.authn.ClientCertificateAuthenticator;
import org.nakhoda.apiserver.authn.MasterAuthenticator;
import org.nakhoda.apiserver.authn.MasterCertificates;
import org.nakhoda.apiserver.authn.RequestAuthentication;
import org.nakhoda.apiserver.authn.ServiceAccountTokenAuthenticator;
import org.nakhoda.apiserver.authn.VerificationKeys;
import org.nakhoda.apiserver.authz.AccessReviews;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.AuthorizerChain;
import org.nakhoda.apiserver.authz.RbacAuthorizer;
import org.nakhoda.apiserver.authz.node.NodeAuthorizer;
import org.nakhoda.apiserver.backup.BackupRoute;
import org.nakhoda.apiserver.bootstrap.ApiEndpoints;
import org.nakhoda.apiserver.bootstrap.Bootstrap;
import org.nakhoda.apiserver.bootstrap.SelfClient;
import org.nakhoda.apiserver.bootstrap.TokenCleanup;
import org.nakhoda.apiserver.cel.RuleLanguage;
import org.nakhoda.apiserver.customresource.ConversionWebhooks;
import org.nakhoda.apiserver.customresource.LiveCatalogue;
import org.nakhoda.apiserver.customresource.NameConflicts;
import org.nakhoda.apiserver.discovery.DiscoveryRoutes;
import org.nakhoda.apiserver.discovery.PathsRoute;
import org.nakhoda.apiserver.discovery.VersionInfo;
import org.nakhoda.apiserver.discovery.VersionRoute;
import org.nakhoda.apiserver.extension.ExtensionClient;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import org.nakhoda.apiserver.flowcontrol.PriorityAndFairness;
import org.nakhoda.apiserver.forwarding.ForwardedWork;
import org.nakhoda.apiserver.forwarding.ForwardedWrites;
import org.nakhoda.apiserver.health.HealthCheck;
import org.nakhoda.apiserver.health.HealthRoutes;
import org.nakhoda.apiserver.masters.MasterEvents;
import org.nakhoda.apiserver.masters.MasterJoins;
import org.nakhoda.apiserver.metrics.AdmissionMetrics;
import org.nakhoda.apiserver.metrics.MasterMetrics;
import org.nakhoda.apiserver.metrics.MeasuredRequests;
import org.nakhoda.apiserver.metrics.MetricsRoute;
import org.nakhoda.apiserver.metrics.RequestMetrics;
import org.nakhoda.apiserver.metrics.StoreMetrics;
import org.nakhoda.apiserver.openapi.OpenApiRoutes;
import org.nakhoda.apiserver.proxy.AgentDialer;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.proxy.ProxiedRequests;
import org.nakhoda.apiserver.proxy.Relay;
import org.nakhoda.apiserver.registry.Connecting;
import org.nakhoda.apiserver.registry.Encoding;
import org.nakhoda.apiserver.registry.Registry;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Pipeline;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.Route;
import org.nakhoda.apiserver.serviceaccount.IssuerDiscovery;
import org.nakhoda.apiserver.serviceaccount.TokenRequests;
import org.nakhoda.apiserver.serviceaccount.TokenSigner;
import org.nakhoda.apiserver.watch.Watches;
import org.nakhoda.db.ClusterStores;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.ObjectIndexer;

/**
 * The API server without its container: the store and the pipeline over it, put together. Start order: store, pipeline, and
 * what the leading master does where this one leads; it stops in reverse.
 */
public final class ApiServer implements AutoCloseable {
    /** The application server has 96 threads for HTTP: what is left of them serves requests that need no seat. */
    private static final PriorityAndFairness.Limits REQUESTS_IN_FLIGHT =
            new PriorityAndFairness.Limits(64, 24, Duration.ofSeconds(5));

    private final ClusterStore store;
    private final RbacAuthorizer rbac;
    private final NodeAuthorizer nodes;
    private final List<AdmissionStep> admission;
    private final AgentDialer dialer;
    private final ProxiedRequests proxied;
    private final PassedOnRequests passages;
    private final Connecting connecting;
    private final Pipeline pipeline;
    private final Allocators allocators;
    private final AddressObjects addresses;
    private final PolicyStatuses policyStatuses;
    private final PriorityAndFairness flowControl;
    private final ScheduledExecutorService timer;
    private final Aggregation aggregation;
    private final NameConflicts nameConflicts;
    private final LeaderDuties duties;
    private final Readiness readiness;
    private final MetricsRoute metrics = new MetricsRoute();

    private ApiServer(
            Settings settings,
            ClusterStore store,
            LiveCatalogue catalogue,
            ScheduledExecutorService timer,
            ExecutorService executor)
            throws IOException {
        this.store = store;
        metrics.beforehand(new StoreMetrics(metrics.registry(), store)::refresh);
        MasterMetrics masterMetrics = new MasterMetrics(metrics.registry(), store);
        metrics.beforehand(masterMetrics::refresh);
        Clock clock = Clock.systemUTC();
        Path pki = settings.dataDir().resolve("pki");
        String issuer = "https://kubernetes.default.svc." + settings.clusterDomain();
        VerificationKeys keys = VerificationKeys.load(pki.resolve("sa.pub"));
        ServiceAccountTokenAuthenticator tokens =
                new ServiceAccountTokenAuthenticator(store, keys, issuer, List.of(issuer), clock);
        this.rbac = new RbacAuthorizer(store);
        this.nodes = new NodeAuthorizer(store, Bootstrap.nodeRules());
        Authorizer authorizer = new AuthorizerChain(List.of(nodes, rbac));
        this.dialer = AgentDialer.load(pki, executor);
        this.proxied = new ProxiedRequests(store, dialer, new Relay(executor));
        TokenSigner signer = TokenSigner.load(issuer, pki.resolve("sa.key"));
        this.allocators = new Allocators(store, settings, new SecureRandom());
        this.admission = AdmissionPlugins.of(
                settings,
                store,
                catalogue,
                authorizer,
                rbac,
                new AdmissionMetrics(metrics.registry()),
                clock,
                executor);
        this.connecting = new Connecting(catalogue, admission);
        Registry registry = new Registry(
                store,
                catalogue,
                admission,
                hooks(store, catalogue, clock),
                new Subresources(catalogue)
                        .reviews(new AccessReviews(authorizer, rbac), tokens, List.of(issuer))
                        .tokens(new TokenRequests(store, signer, authorizer, clock), admission)
                        .masters(
                                store,
                                new MasterJoins(
                                        store,
                                        settings,
                                        VersionInfo.ofThisBuild().program()))
                        .nodes(store, dialer, proxied, connecting)
                        .all(),
                new Watches(store, timer),
                authorizer,
                clock);
        this.flowControl = new PriorityAndFairness(store, REQUESTS_IN_FLIGHT, executor, metrics.registry(), clock);
        this.aggregation = new Aggregation(
                store,
                catalogue,
                this::handle,
                Aggregation.identity(pki),
                executor,
                timer,
                () -> store.epoch().isPresent(),
                clock);
        RemoteRequests requests = aggregation.requests(registry);
        this.passages = new PassedOnRequests(proxied, requests);
        MasterCertificates masterCertificates = MasterCertificates.load(pki.resolve("masters-ca.crt"));
        this.readiness = new Readiness(store, this::leading);
        this.pipeline = new Pipeline(
                new RequestAuthentication(List.of(
                        new MasterAuthenticator(masterCertificates, clock),
                        new ClientCertificateAuthenticator(clock),
                        new BootstrapTokenAuthenticator(store, clock),
                        tokens)),
                authorizer,
                new ForwardedWrites(
                        store, masterCertificates, requests::remote, Representation::refusal, masterMetrics::forwarded),
                flowControl,
                new MeasuredRequests(new RequestMetrics(metrics.registry()), catalogue),
                routes(settings, catalogue, requests, issuer, keys),
                requests,
                Representation::refusal);
        store.masters().ifPresent(masters -> masters.perform(new ForwardedWork(pipeline)));
        SelfClient self = new SelfClient(pipeline::handle);
        this.policyStatuses = new PolicyStatuses(store, catalogue, self, executor);
        this.nameConflicts = new NameConflicts(store, catalogue, self, executor);
        this.timer = timer;
        this.addresses = allocators.objects(self, clock, executor, timer);
        Bootstrap bootstrap = new Bootstrap(pipeline::handle, store, catalogue, settings);
        ApiEndpoints endpoints = new ApiEndpoints(store, self, settings, executor, timer);
        TokenCleanup expired = new TokenCleanup(store, self, clock, executor, timer);
        MasterEvents events = new MasterEvents(store, self, clock, executor);
        events.listen();
        this.duties = new LeaderDuties(
                store::epoch,
                List.of(
                        LeaderDuty.of("default objects", bootstrap::run),
                        LeaderDuty.of("the API's endpoints", endpoints::begin, endpoints::end),
                        LeaderDuty.of("registrations of APIs", aggregation::register),
                        LeaderDuty.of("names of definitions", nameConflicts::start),
                        LeaderDuty.of("addresses of services", addresses::start),
                        LeaderDuty.of("statuses of policies", policyStatuses::start),
                        LeaderDuty.of("flow control", () -> flowControl.keepObjects(self, clock, timer)),
                        LeaderDuty.of("expired tokens", expired::begin, expired::end),
                        LeaderDuty.of("events of masters", events::begin)),
                executor);
    }

    /**
     * Opens the store and builds the pipeline. Requests can be handled from then on; {@link #bootstrap} is to follow.
     *
     * @param timer for short tasks that are due at a time
     * @param executor for tasks that may wait
     */
    public static ApiServer open(Settings settings, ScheduledExecutorService timer, ExecutorService executor) {
        return open(settings, indexer -> ClusterStores.open(settings, indexer), timer, executor);
    }

    /** @param opener opens the store; it is closed with the server */
    public static ApiServer open(
            Settings settings,
            Function<ObjectIndexer, ClusterStore> opener,
            ScheduledExecutorService timer,
            ExecutorService executor) {
        ExtensionClient.allowNames();
        LiveCatalogue catalogue = new LiveCatalogue(BuiltinCatalogue.instance(), new RuleLanguage());
        ClusterStore store = opener.apply(new Encoding(catalogue));
        ExtensionClient converters = new ExtensionClient(executor, ExtensionClient.CONNECT_TIMEOUT);
        catalogue.watch(store, new ConversionWebhooks(converters, new ServiceEndpoints(store)));
        try {
            ApiServer server = new ApiServer(settings, store, catalogue, timer, executor);
            server.readiness.start();
            return server;
        } catch (IOException e) {
            store.close();
            throw new UncheckedIOException("the cluster's keys in " + settings.dataDir() + " cannot be used", e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Quotas are looked at last of all that may refuse, and before anything is given out that would have to be taken back. */
    private List<WriteHook> hooks(ClusterStore store, Catalogue catalogue, Clock clock) {
        List<WriteHook> hooks = new ArrayList<>(allocators.hooks());
        hooks.add(0, new ResourceQuotaAdmission(store, catalogue, clock));
        return hooks;
    }

    /** The admission plugins that are on, by Kubernetes' names. */
    public List<String> admissionPlugins() {
        return Stream.concat(admission.stream().map(AdmissionStep::name), Stream.of(ResourceQuotaAdmission.NAME))
                .toList();
    }

    private List<Route> routes(
            Settings settings, Catalogue catalogue, Route remote, String issuer, VerificationKeys keys) {
        VersionInfo version = VersionInfo.ofThisBuild();
        DiscoveryRoutes discovery = new DiscoveryRoutes(
                catalogue, aggregation.versions(), settings.nodeAddress() + ":" + settings.apiPort());
        HealthRoutes health = new HealthRoutes(List.of(HealthCheck.ping()), readiness.checks());
        return List.of(
                remote,
                discovery,
                new OpenApiRoutes(catalogue, aggregation::openApi, aggregation::swaggers, version),
                new VersionRoute(version),
                health,
                metrics,
                flowControl.dumps(),
                new BackupRoute(store, version.gitVersion()),
                new IssuerDiscovery(issuer, keys),
                new PathsRoute(paths(health), discovery::paths));
    }

    private static List<String> paths(HealthRoutes health) {
        List<String> paths = new ArrayList<>(health.paths());
        paths.addAll(List.of(
                "/.well-known/openid-configuration",
                "/metrics",
                BackupRoute.PATH,
                "/openapi/v2",
                "/openapi/v3",
                "/openid/v1/jwks",
                "/version"));
        return paths;
    }

    /**
     * Does what the leading master has to do, from now on whenever this one leads. Where it follows there is nothing to wait for.
     *
     * @throws IllegalStateException if it leads and something could not be done, such as a default object that could not be made
     */
    public void bootstrap() {
        duties.start(timer);
        aggregation.start();
    }

    public ApiResponse handle(ApiRequest request) {
        return pipeline.handle(request);
    }

    /** See {@link Pipeline#admit}; a connection is also a matter of admission. */
    public ApiRequest admit(ApiRequest request) {
        RequestTarget target = RequestTarget.of(request);
        ApiRequest known = pipeline.admit(request, target);
        connecting.admit(known, target);
        return known;
    }

    public ClusterStore store() {
        return store;
    }

    /** Who answers what this server does not. */
    public Passages passages() {
        return passages;
    }

    public AgentDialer dialer() {
        return dialer;
    }

    /** Whether the components of this process may work: this master leads, and the default objects are there. */
    public boolean leading() {
        return duties.working();
    }

    /** Whether they may look: this master leads and works, or it follows and is up to date. */
    public boolean serving() {
        return duties.working() || readiness.follows();
    }

    @Override
    public void close() {
        readiness.close();
        duties.close();
        nameConflicts.close();
        aggregation.close();
        metrics.close();
        flowControl.close();
        addresses.close();
        policyStatuses.close();
        allocators.close();
        nodes.close();
        rbac.close();
        store.close();
    }
}
