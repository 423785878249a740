package org.nakhoda.node.volume;

import java.nio.file.Path;

/**
 * Where a pod's files are on the node.
 *
 * @param node the agent's own folder
 * @param memory a memory file system, for what must not be written to a disk
 * @param logs where the containers' logs of all pods are
 */
public record PodFiles(Path node, Path memory, Path logs) {
    public static PodFiles under(Path dataDirectory) {
        Path node = dataDirectory.resolve("node");
        return new PodFiles(node, node.resolve("memory"), dataDirectory.resolve("logs/pods"));
    }

    public Path pods() {
        return node.resolve("pods");
    }

    public Path pod(String uid) {
        return pods().resolve(uid);
    }

    public Path volume(String uid, String name) {
        return pod(uid).resolve("volumes").resolve(name);
    }

    public Path memoryOf(String uid) {
        return memory.resolve(uid);
    }

    public Path memoryVolume(String uid, String name) {
        return memoryOf(uid).resolve(name);
    }

    public Path etcHosts(String uid) {
        return pod(uid).resolve("etc-hosts");
    }

    public Path terminationMessages(String uid, String container) {
        return pod(uid).resolve("containers").resolve(container);
    }

    /** {@code NAMESPACE_NAME_UID}, the layout that log collectors know. */
    public Path logs(String namespace, String name, String uid) {
        return logs.resolve(namespace + "_" + name + "_" + uid);
    }
}
