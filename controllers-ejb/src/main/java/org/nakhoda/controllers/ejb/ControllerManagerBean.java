package org.nakhoda.controllers.ejb;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.connect.ComponentConnection;
import org.nakhoda.client.connect.Connection;
import org.nakhoda.client.connect.HttpsControlPlane;
import org.nakhoda.client.connect.ProcessSettings;
import org.nakhoda.client.queue.Carriers;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ClusterFacts.NodeCidrs;
import org.nakhoda.controllers.ControllerManager;
import org.nakhoda.controllers.certificates.ClusterAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers' heartbeat: once a second it makes sure that they work exactly while this process leads. No change
 * waits for a beat. In the master the control plane is injected; on any other server it is reached over HTTPS.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ControllerManagerBean {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerManagerBean.class);

    @Inject
    private Instance<ControlPlane> injected;

    @Resource
    private ManagedExecutorService executor;

    private HttpsControlPlane remote;
    private ControllerManager manager;

    @PostConstruct
    void prepare() {
        Optional<Settings> settings = ProcessSettings.load(System.getProperties());
        Optional<String> authority =
                settings.map(it -> read(it.dataDir().resolve("pki").resolve("ca.crt")));
        ControlPlane controlPlane;
        if (injected.isResolvable()) {
            controlPlane = injected.get();
        } else {
            Connection connection =
                    ComponentConnection.find("controller-manager", System.getProperties(), System.getenv());
            authority = authority.or(connection::certificateAuthority);
            remote = new HttpsControlPlane(
                    connection,
                    "kube-controller-manager",
                    "controllers-" + ProcessHandle.current().pid());
            controlPlane = remote;
        }
        manager = new ControllerManager(
                controlPlane,
                new Carriers(executor),
                InstantSource.system(),
                LoopObserver.NONE,
                new ClusterFacts(
                        settings.map(it -> new NodeCidrs(it.clusterCidr(), it.nodeCidrMask())),
                        authority,
                        remote == null ? settings.flatMap(ControllerManagerBean::signer) : Optional.empty()));
    }

    /** The API server's process, and no other, may sign with the cluster's authority. */
    private static Optional<ClusterAuthority> signer(Settings settings) {
        Path pki = settings.dataDir().resolve("pki");
        try {
            return Optional.of(ClusterAuthority.load(pki.resolve("ca.crt"), pki.resolve("ca.key")));
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn(
                    "no requests for certificates will be signed, for the authority in {} is of no use: {}",
                    pki,
                    e.toString());
            return Optional.empty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's CA certificate " + file + " cannot be read", e);
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void beat() {
        manager.beat();
    }

    @PreDestroy
    void stop() {
        manager.close();
        if (remote != null) {
            remote.close();
        }
    }
}
