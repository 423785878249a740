package org.nakhoda.scheduler.ejb;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import org.nakhoda.client.ControlPlane;
import org.nakhoda.scheduler.cycle.SchedulerLoop;

/**
 * The scheduler's heartbeat: once a second it makes sure that the loop runs exactly while this process leads. No pod waits
 * for a beat.
 */
@Singleton
@Startup
public class SchedulerBean {
    @Inject
    private Instance<ControlPlane> controlPlane;

    @Resource
    private ManagedExecutorService executor;

    private SchedulerLoop loop;

    @PostConstruct
    void prepare() {
        loop = new SchedulerLoop(controlPlane.get(), executor, Clock.systemUTC());
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void beat() {
        if (controlPlane.get().leading()) {
            loop.start();
        } else {
            loop.stop();
        }
    }

    @PreDestroy
    void stop() {
        loop.stop();
    }
}
