package org.nakhoda.apiserver.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
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
import org.nakhoda.apiserver.authn.ClientCertificateAuthenticator;
import org.nakhoda.apiserver.authn.RequestAuthentication;
import org.nakhoda.apiserver.authn.ServiceAccountTokenAuthenticator;
import org.nakhoda.apiserver.authn.VerificationKeys;
import org.nakhoda.apiserver.authz.AccessReviews;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.AuthorizerChain;
import org.nakhoda.apiserver.authz.RbacAuthorizer;
import org.nakhoda.apiserver.authz.node.NodeAuthorizer;
import org.nakhoda.apiserver.backup.BackupRoute;
import org.nakhoda.apiserver.bootstrap.Bootstrap;
import org.nakhoda.apiserver.bootstrap.SelfClient;
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
import org.nakhoda.apiserver.health.HealthCheck;
import org.nakhoda.apiserver.health.HealthRoutes;
import org.nakhoda.apiserver.metrics.AdmissionMetrics;
import org.nakhoda.apiserver.metrics.MeasuredRequests;
import org.nakhoda.apiserver.metrics.MetricsRoute;
import org.nakhoda.apiserver.metrics.RequestMetrics;
import org.nakhoda.apiserver.metrics.StoreMetrics;
import org.nakhoda.apiserver.openapi.OpenApiRoutes;
import org.nakhoda.apiserver.proxy.AgentDialer;
import org.nakhoda.apiserver.proxy.Passages;
import org.nakhoda.apiserver.proxy.PodLogs;
import org.nakhoda.apiserver.proxy.ProxiedRequests;
import org.nakhoda.apiserver.proxy.Relay;
import org.nakhoda.apiserver.registry.ComponentStatuses;
import org.nakhoda.apiserver.registry.Connecting;
import org.nakhoda.apiserver.registry.Encoding;
import org.nakhoda.apiserver.registry.Questions;
import org.nakhoda.apiserver.registry.Registry;
import org.nakhoda.apiserver.representation.Representation;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Pipeline;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.Route;
import org.nakhoda.apiserver.request.SubresourceHandler;
import org.nakhoda.apiserver.serviceaccount.IdentityReviews;
import org.nakhoda.apiserver.serviceaccount.IssuerDiscovery;
import org.nakhoda.apiserver.serviceaccount.TokenRequests;
import org.nakhoda.apiserver.serviceaccount.TokenSigner;
import org.nakhoda.apiserver.watch.Watches;
import org.nakhoda.db.ClusterStores;
import org.nakhoda.db.store.ClusterStore;

/**
 * The API server without its container: the store and the pipeline over it, put together. Start order: store, pipeline,
 * default objects; it stops in reverse.
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
    private final Bootstrap bootstrap;
    private final Allocators allocators;
    private final AddressObjects addresses;
    private final PolicyStatuses policyStatuses;
    private final PriorityAndFairness flowControl;
    private final SelfClient self;
    private final ScheduledExecutorService timer;
    private final Aggregation aggregation;
    private final NameConflicts nameConflicts;
    private final MetricsRoute metrics = new MetricsRoute();
    private volatile boolean bootstrapped;

    private ApiServer(
            Settings settings,
            ClusterStore store,
            LiveCatalogue catalogue,
            ScheduledExecutorService timer,
            ExecutorService executor)
            throws IOException {
        this.store = store;
        metrics.beforehand(new StoreMetrics(metrics.registry(), store)::refresh);
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
                handlers(
                        catalogue,
                        authorizer,
                        tokens,
                        new TokenRequests(store, signer, authorizer, clock),
                        List.of(issuer),
                        admission),
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
        this.pipeline = new Pipeline(
                new RequestAuthentication(List.of(new ClientCertificateAuthenticator(clock), tokens)),
                authorizer,
                flowControl,
                new MeasuredRequests(new RequestMetrics(metrics.registry()), catalogue),
                routes(settings, catalogue, requests, issuer, keys),
                requests,
                Representation::refusal);
        this.bootstrap = new Bootstrap(pipeline::handle, store, catalogue, settings);
        this.self = new SelfClient(pipeline::handle);
        this.policyStatuses = new PolicyStatuses(store, catalogue, self, executor);
        this.nameConflicts = new NameConflicts(store, catalogue, self, executor);
        this.timer = timer;
        this.addresses = allocators.objects(self, clock, executor, timer);
    }

    /**
     * Opens the store and builds the pipeline. Requests can be handled from then on; {@link #bootstrap} is to follow.
     *
     * @param timer for short tasks that are due at a time
     * @param executor for tasks that may wait
     */
    public static ApiServer open(Settings settings, ScheduledExecutorService timer, ExecutorService executor) {
        ExtensionClient.allowNames();
        LiveCatalogue catalogue = new LiveCatalogue(BuiltinCatalogue.instance(), new RuleLanguage());
        ClusterStore store = ClusterStores.open(settings, new Encoding(catalogue));
        ExtensionClient converters = new ExtensionClient(executor, ExtensionClient.CONNECT_TIMEOUT);
        catalogue.watch(store, new ConversionWebhooks(converters, new ServiceEndpoints(store)));
        try {
            return new ApiServer(settings, store, catalogue, timer, executor);
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

    private List<SubresourceHandler> handlers(
            Catalogue catalogue,
            Authorizer authorizer,
            ServiceAccountTokenAuthenticator tokens,
            TokenRequests tokenRequests,
            List<String> audiences,
            List<AdmissionStep> admission) {
        AccessReviews access = new AccessReviews(authorizer, rbac);
        IdentityReviews identity = new IdentityReviews(tokens, audiences);
        ResourceType tokenRequest = catalogue
                .byKind("authentication.k8s.io", "v1", "TokenRequest")
                .orElseThrow(() -> new IllegalStateException("the catalogue has no TokenRequest"));
        PodLogs logs = new PodLogs(store, dialer);
        List<SubresourceHandler> handlers = new ArrayList<>();
        handlers.add(new Questions(
                (type, sub) -> access.handles(type.group(), type.resource().resource()),
                type -> type,
                (target, question, caller) -> access.answer(target.resource(), target.namespace(), question, caller)));
        handlers.add(new Questions(
                (type, sub) -> identity.handles(type.group(), type.resource().resource()),
                type -> type,
                (target, question, caller) -> identity.answer(target.resource(), question, caller)));
        handlers.add(new Questions(
                (type, sub) -> is(type, "serviceaccounts", sub, "token"),
                type -> tokenRequest,
                (target, question, caller) -> tokenRequests.issue(target.namespace(), target.name(), question, caller),
                admission));
        handlers.add(new ComponentStatuses(store));
        handlers.add(new Handler(
                "pods", "log", (request, target) -> logs.answer(request, target.namespace(), target.name())));
        for (String resource : List.of("nodes", "pods", "services")) {
            handlers.add(new Handler(resource, "proxy", (request, target) -> {
                connecting.admit(request, target);
                return Relay.pass(request, proxied.passage(request, target));
            }));
        }
        return handlers;
    }

    private static boolean is(ResourceType type, String resource, String subresource, String wanted) {
        return subresource.equals(wanted)
                && type.group().isEmpty()
                && type.resource().resource().equals(resource);
    }

    /** A subresource of the core group that somebody else than the registry answers. */
    private record Handler(String resource, String subresource, Answer answer) implements SubresourceHandler {
        interface Answer {
            ApiResponse of(ApiRequest request, RequestTarget target);
        }

        @Override
        public boolean handles(ResourceType type, String asked) {
            return is(type, resource, asked, subresource);
        }

        @Override
        public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
            return answer.of(request, target);
        }
    }

    private List<Route> routes(
            Settings settings, Catalogue catalogue, Route remote, String issuer, VerificationKeys keys) {
        HealthCheck leads = new HealthCheck(
                "store", () -> store.epoch().isPresent() ? Optional.empty() : Optional.of("this master does not lead"));
        HealthCheck objects = new HealthCheck(
                "poststarthook/bootstrap",
                () -> bootstrapped ? Optional.empty() : Optional.of("the default objects are not all made yet"));
        VersionInfo version = VersionInfo.ofThisBuild();
        DiscoveryRoutes discovery = new DiscoveryRoutes(
                catalogue, aggregation.versions(), settings.nodeAddress() + ":" + settings.apiPort());
        HealthRoutes health = new HealthRoutes(List.of(HealthCheck.ping()), List.of(leads, objects));
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
     * Makes the default objects that are missing.
     *
     * @throws IllegalStateException naming those that could not be made
     */
    public void bootstrap() {
        bootstrap.run();
        aggregation.start();
        nameConflicts.start();
        addresses.start();
        policyStatuses.start();
        flowControl.keepObjects(self, Clock.systemUTC(), timer);
        bootstrapped = true;
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

    /** Whether the components of this process may work: the default objects are there and this master leads. */
    public boolean leading() {
        return bootstrapped && store.epoch().isPresent();
    }

    @Override
    public void close() {
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
