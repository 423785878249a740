package org.nakhoda.scheduler;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.Map;
import org.nakhoda.scheduler.snapshot.ClusterCache;
import org.nakhoda.scheduler.snapshot.PodInfo;
import org.nakhoda.scheduler.snapshot.Snapshot;

/** Builds the nodes and pods of a story. */
public final class Cluster {
    private final ClusterCache cache = new ClusterCache();

    public static Node node(String name, String cpu, String memory) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addToAllocatable("cpu", new Quantity(cpu))
                .addToAllocatable("memory", new Quantity(memory))
                .addToAllocatable("pods", new Quantity("110"))
                .endStatus()
                .build();
    }

    public static Node tainted(Node node, String key, String effect) {
        return new NodeBuilder(node)
                .editSpec()
                .addToTaints(new Taint(effect, key, null, ""))
                .endSpec()
                .build();
    }

    public static Node labelled(Node node, String key, String value) {
        return new NodeBuilder(node)
                .editMetadata()
                .addToLabels(key, value)
                .endMetadata()
                .build();
    }

    public static Pod pod(String name, String cpu, String memory) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid("uid-" + name)
                .withResourceVersion("1")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("default-scheduler")
                .addNewContainer()
                .withName("main")
                .withImage("localhost/app:1")
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .endResources()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    public static Pod on(String node, Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withResourceVersion(pod.getMetadata().getResourceVersion() + "1")
                .endMetadata()
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }

    public Cluster with(Node node) {
        cache.setNode(node);
        return this;
    }

    public Cluster with(Pod pod) {
        cache.setPod(PodInfo.of(pod));
        return this;
    }

    public Snapshot snapshot() {
        return cache.snapshot();
    }
}
