package org.nakhoda.node.runtime;

/** What sandboxes and containers are marked with, under the names that tools of container runtimes know. */
public final class RuntimeLabels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";

    /** Annotation: what of the container's specification cannot change without a new container. */
    public static final String HASH = "io.kubernetes.container.hash";

    public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    public static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    public static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    public static final String POD_GRACE = "io.kubernetes.pod.terminationGracePeriod";

    private RuntimeLabels() {}
}
