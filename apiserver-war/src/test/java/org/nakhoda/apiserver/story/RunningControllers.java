package org.nakhoda.apiserver.story;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.nakhoda.apiserver.invm.InVmControlPlane;
import org.nakhoda.client.reconcile.LoopObserver;
import org.nakhoda.controllers.ClusterFacts;
import org.nakhoda.controllers.ControllerManager;

/** The controllers of the stories' server, for stories in which they play a part. */
final class RunningControllers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ControllerManager manager = new ControllerManager(
            new InVmControlPlane(RunningApi.server()::handle, () -> true, RunningApi.executor()),
            RunningApi.executor(),
            InstantSource.system(),
            LoopObserver.NONE,
            new ClusterFacts(Optional.empty(), Optional.empty(), Optional.empty()));

    RunningControllers() {
        manager.beat();
    }

    /** Waits for what controllers are to bring about. */
    static void eventually(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " has not come about");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
