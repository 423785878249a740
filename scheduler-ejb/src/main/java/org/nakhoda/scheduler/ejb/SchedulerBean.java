package org.nakhoda.scheduler.ejb;

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
import java.time.Clock;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.client.connect.ComponentConnection;
import org.nakhoda.client.connect.HttpsControlPlane;
import org.nakhoda.client.queue.Carriers;
import org.nakhoda.scheduler.cycle.SchedulerLoop;

/**
 * The scheduler's heartbeat: once a second it makes sure that the loop runs exactly while this process leads. No pod waits
 * for a beat. In the master the control plane is injected; on any other server it is reached over HTTPS.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SchedulerBean {
    @Inject
    private Instance<ControlPlane> injected;

    @Resource
    private ManagedExecutorService executor;

    private HttpsControlPlane remote;
    private ControlPlane controlPlane;
    private SchedulerLoop loop;

    @PostConstruct
    void prepare() {
        if (injected.isResolvable()) {
            controlPlane = injected.get();
        } else {
            remote = new HttpsControlPlane(
                    ComponentConnection.find("scheduler", System.getProperties(), System.getenv()),
                    "kube-scheduler",
                    "scheduler-" + ProcessHandle.current().pid());
            controlPlane = remote;
        }
        loop = new SchedulerLoop(controlPlane, new Carriers(executor), Clock.systemUTC());
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void beat() {
        if (controlPlane.leading()) {
            loop.start();
        } else {
            loop.stop();
        }
    }

    @PreDestroy
    void stop() {
        loop.stop();
        if (remote != null) {
            remote.close();
        }
    }
}
