package org.nakhoda.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods for tests. */
public final class PodFixtures {
    private PodFixtures() {}

    public static Container container(String name) {
        return new ContainerBuilder()
                .withName(name)
                .withImage("localhost/test:1")
                .build();
    }

    public static Container sidecar(String name) {
        return new ContainerBuilder(container(name)).withRestartPolicy("Always").build();
    }

    /** @param amounts pairs such as {@code cpu=100m}; null for none */
    public static Container using(String name, String requests, String limits) {
        return new ContainerBuilder(container(name))
                .withNewResources()
                .withRequests(amounts(requests))
                .withLimits(amounts(limits))
                .endResources()
                .build();
    }

    private static Map<String, Quantity> amounts(String text) {
        Map<String, Quantity> amounts = new HashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String pair : text.split(",")) {
                String[] parts = pair.split("=");
                amounts.put(parts[0], new Quantity(parts[1]));
            }
        }
        return amounts;
    }

    public static Pod pod(String restartPolicy, List<Container> init, List<Container> main) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("cart")
                .withUid("uid-1")
                .withGeneration(3L)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restartPolicy)
                .withInitContainers(init)
                .withContainers(main)
                .endSpec()
                .build();
    }

    public static Pod pod(Container... main) {
        return pod("Always", List.of(), List.of(main));
    }
}
