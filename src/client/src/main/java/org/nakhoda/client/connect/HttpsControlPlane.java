package org.nakhoda.client.connect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.nakhoda.client.ControlPlane;

/**
 * Reaches the cluster over HTTPS as one component with one credential. Several copies of the component may run: a Lease
 * named after it elects the one that works. A controller's own service account is impersonated by nothing but its token,
 * which the component's credential must be allowed to request, as {@code system:kube-controller-manager} is.
 */
public final class HttpsControlPlane implements ControlPlane, AutoCloseable {
    private static final String SERVICE_ACCOUNTS = "system:serviceaccount:";

    private final ReentrantLock openLock = new ReentrantLock();
    private final Connection connection;
    private final String component;
    private final String identity;
    private final ExecutorService electionExecutor;

    @GuardedBy("openLock")
    private KubernetesClient own;

    @GuardedBy("openLock")
    private LeaseElection election;

    @GuardedBy("openLock")
    private boolean closed;

    /**
     * @param component the user that the credential of {@code connection} stands for, without {@code system:}, which is
     *     the Lease's name, too: {@code kube-scheduler} or {@code kube-controller-manager}
     * @param identity of this copy, such as host name and process id
     */
    public HttpsControlPlane(Connection connection, String component, String identity) {
        this.connection = connection.named(component);
        this.component = component;
        this.identity = identity;
        this.electionExecutor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, component + "-election");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public KubernetesClient clientFor(String user) {
        if (user.equals("system:" + component)) {
            return connection.open();
        }
        String[] account = user.startsWith(SERVICE_ACCOUNTS)
                ? user.substring(SERVICE_ACCOUNTS.length()).split(":", -1)
                : new String[0];
        if (account.length != 2) {
            throw new IllegalArgumentException("the credential of " + component + " cannot stand for " + user
                    + "; it can for system:" + component + " and for service accounts");
        }
        return connection
                .withToken(new ServiceAccountTokens(ownClient(), account[0], account[1], InstantSource.system()))
                .open();
    }

    @Override
    public boolean leading() {
        openLock.lock();
        try {
            if (closed) {
                return false;
            }
            if (election == null) {
                election = new LeaseElection(ownClientLocked(), electionExecutor, component, identity);
                election.stand();
            }
            return election.leading();
        } finally {
            openLock.unlock();
        }
    }

    private KubernetesClient ownClient() {
        openLock.lock();
        try {
            return ownClientLocked();
        } finally {
            openLock.unlock();
        }
    }

    @GuardedBy("openLock")
    private KubernetesClient ownClientLocked() {
        if (closed) {
            throw new IllegalStateException("the connection of " + component + " is closed");
        }
        if (own == null) {
            own = connection.open();
        }
        return own;
    }

    @Override
    public void close() {
        openLock.lock();
        try {
            closed = true;
            if (election != null) {
                election.close();
            }
            if (own != null) {
                own.close();
            }
            electionExecutor.shutdown();
        } finally {
            openLock.unlock();
        }
    }
}
