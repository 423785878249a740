package org.nakhoda.controllers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.informer.Informers;
import org.nakhoda.client.reconcile.ControllerRunner;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.certificates.NodeClientApproval;
import org.nakhoda.controllers.certificates.RequestCleanup;
import org.nakhoda.controllers.certificates.SigningController;
import org.nakhoda.controllers.customresource.CustomResourceCleanup;
import org.nakhoda.controllers.deployment.DeploymentController;
import org.nakhoda.controllers.endpoint.EndpointMirrorController;
import org.nakhoda.controllers.endpoint.EndpointSliceController;
import org.nakhoda.controllers.endpoint.EndpointsController;
import org.nakhoda.controllers.garbage.GarbageCollector;
import org.nakhoda.controllers.job.JobController;
import org.nakhoda.controllers.namespace.NamespaceController;
import org.nakhoda.controllers.node.NodeCidrController;
import org.nakhoda.controllers.node.NodeLifecycleController;
import org.nakhoda.controllers.node.TaintEvictionController;
import org.nakhoda.controllers.pod.PodGarbageController;
import org.nakhoda.controllers.protection.AttributesClassProtection;
import org.nakhoda.controllers.protection.ClaimProtection;
import org.nakhoda.controllers.protection.VolumeProtection;
import org.nakhoda.controllers.replicaset.ReplicaSetController;
import org.nakhoda.controllers.resourcequota.ResourceQuotaController;
import org.nakhoda.controllers.serviceaccount.AccountTokenController;
import org.nakhoda.controllers.serviceaccount.DefaultAccountController;
import org.nakhoda.controllers.serviceaccount.RootCaController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All controllers of a process over one set of informers.
 *
 * <pre>
 *         leading, or others lead and can be followed          leading
 *   new ---------------------------------------------> idle <-----------> working
 *                                             (informers are warm)
 *                                                         any --close--> closed
 * </pre>
 */
public final class ControllerManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerManager.class);
    private static final String USER = "system:kube-controller-manager";
    private static final String ACCOUNTS = "system:serviceaccount:kube-system:";

    private final ReentrantLock lifeLock = new ReentrantLock();
    private final ControlPlane controlPlane;
    private final Executor executor;
    private final InstantSource clock;
    private final LoopObserver observer;
    private final ClusterFacts facts;

    @GuardedBy("lifeLock")
    private final Map<String, KubernetesClient> clients = new LinkedHashMap<>();

    @GuardedBy("lifeLock")
    private Informers informers;

    @GuardedBy("lifeLock")
    private List<ControllerRunner<?>> runners = List.of();

    @GuardedBy("lifeLock")
    private GarbageCollector garbageCollector;

    @GuardedBy("lifeLock")
    private ResourceQuotaController resourceQuotas;

    @GuardedBy("lifeLock")
    private boolean closed;

    public ControllerManager(
            ControlPlane controlPlane,
            Executor executor,
            InstantSource clock,
            LoopObserver observer,
            ClusterFacts facts) {
        this.controlPlane = controlPlane;
        this.executor = executor;
        this.clock = clock;
        this.observer = observer;
        this.facts = facts;
    }

    /** Makes the controllers work exactly while this process leads. To be called now and then; does not wait. */
    public void beat() {
        boolean leading = controlPlane.leading();
        boolean serving = leading || controlPlane.serving();
        lifeLock.lock();
        try {
            if (closed) {
                return;
            }
            if (serving && informers == null) {
                prepareLocked();
            }
            if (leading) {
                runners.forEach(ControllerRunner::start);
            } else {
                runners.forEach(ControllerRunner::stop);
            }
            if (serving) {
                // after those who listen, so that nothing has to be shown to them again
                informers.start();
            }
        } finally {
            lifeLock.unlock();
        }
    }

    @GuardedBy("lifeLock")
    private void prepareLocked() {
        Informers shared = new Informers(clientFor(USER), executor);
        ControllerContext context = new ControllerContext(
                shared, account -> clientFor(ACCOUNTS + account), executor, clock, observer, facts);
        List<ControllerRunner<?>> all = new ArrayList<>();
        all.add(NamespaceController.runner(context));
        all.add(CustomResourceCleanup.runner(context));
        all.add(DefaultAccountController.runner(context));
        all.add(AccountTokenController.runner(context, clientFor(USER)));
        facts.certificateAuthority().ifPresent(authority -> all.add(RootCaController.runner(context, authority)));
        facts.nodeCidrs().ifPresent(network -> all.add(NodeCidrController.runner(context, network)));
        facts.signer().ifPresent(authority -> all.add(SigningController.runner(context, authority)));
        all.add(NodeClientApproval.runner(context));
        all.add(RequestCleanup.runner(context));
        all.add(NodeLifecycleController.runner(context));
        all.add(TaintEvictionController.runner(context));
        all.add(PodGarbageController.runner(context));
        all.add(ReplicaSetController.runner(context));
        all.add(DeploymentController.runner(context));
        all.add(JobController.runner(context));
        all.add(EndpointSliceController.runner(context));
        all.add(EndpointsController.runner(context));
        all.add(EndpointMirrorController.runner(context));
        all.add(ClaimProtection.runner(context));
        all.add(VolumeProtection.runner(context));
        all.add(AttributesClassProtection.runner(context));
        ResourceQuotaController quotas = new ResourceQuotaController(context);
        all.add(quotas.runner());
        resourceQuotas = quotas;
        GarbageCollector garbage = new GarbageCollector(context);
        all.add(garbage.runner());
        garbageCollector = garbage;
        runners = List.copyOf(all);
        informers = shared;
    }

    private KubernetesClient clientFor(String user) {
        lifeLock.lock();
        try {
            return clients.computeIfAbsent(user, controlPlane::clientFor);
        } finally {
            lifeLock.unlock();
        }
    }

    /** Stops everything. Idempotent. */
    @Override
    public void close() {
        lifeLock.lock();
        try {
            closed = true;
            runners.forEach(ControllerRunner::stop);
            if (informers != null) {
                garbageCollector.close();
                resourceQuotas.close();
                informers.close();
            }
            for (KubernetesClient client : clients.values()) {
                try {
                    client.close();
                } catch (RuntimeException e) {
                    LOG.warn("Could not close a controller's client: {}", e.toString());
                }
            }
            clients.clear();
        } finally {
            lifeLock.unlock();
        }
    }
}
