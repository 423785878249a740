package org.nakhoda.scheduler.framework;

import org.nakhoda.scheduler.snapshot.PodInfo;

/**
 * Reserve, Permit, PreBind and Bind: what happens after a node was chosen. Called in this order, off the scheduling
 * thread; when one fails, {@link #unreserve} of every plugin is called in reverse and the pod goes back to the queue.
 */
public interface BindingPlugin extends Plugin {
    default void reserve(PodInfo pod, String node) {}

    default void unreserve(PodInfo pod, String node) {}

    /** May refuse by throwing, or hold the binding back by not returning yet. */
    default void permit(PodInfo pod, String node) {}

    default void preBind(PodInfo pod, String node) {}

    /** @return whether this plugin has bound the pod; the first that does ends the phase */
    default boolean bind(PodInfo pod, String node) {
        return false;
    }
}
