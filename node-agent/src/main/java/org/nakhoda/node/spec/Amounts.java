package org.nakhoda.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;

/** Requests and limits in the kernel's units. */
public final class Amounts {
    private static final String CPU = "cpu";

    private Amounts() {}

    public static Map<String, Quantity> requests(Container container) {
        Map<String, Quantity> requests = container.getResources() == null
                ? null
                : container.getResources().getRequests();
        return requests == null ? Map.of() : requests;
    }

    public static Map<String, Quantity> limits(Container container) {
        Map<String, Quantity> limits = container.getResources() == null
                ? null
                : container.getResources().getLimits();
        return limits == null ? Map.of() : limits;
    }

    public static BigDecimal exact(Quantity quantity) {
        return org.nakhoda.api.quantity.Quantity.parse(quantity.toString()).amount();
    }

    public static boolean equal(Quantity a, Quantity b) {
        return exact(a).compareTo(exact(b)) == 0;
    }

    /** Thousandths of a processor, rounded up; 0 if the resource is not there. */
    public static long milliCpu(Map<String, Quantity> amounts) {
        Quantity cpu = amounts.get(CPU);
        return cpu == null
                ? 0
                : org.nakhoda.api.quantity.Quantity.parse(cpu.toString()).milliValue();
    }

    /** Whole units, such as bytes, rounded up; 0 if the resource is not there. */
    public static long whole(Map<String, Quantity> amounts, String resource) {
        Quantity quantity = amounts.get(resource);
        return quantity == null
                ? 0
                : org.nakhoda.api.quantity.Quantity.parse(quantity.toString()).value();
    }

    /**
     * What a pod needs of something at a time: the main containers and sidecars together, or the greediest init container
     * with the sidecars that run beside it, whichever is more; and the pod's overhead.
     */
    public static long ofPod(Pod pod, Function<Container, Long> need, Function<Map<String, Quantity>, Long> overhead) {
        long sidecars = 0;
        long greediest = 0;
        for (Container init : pod.getSpec().getInitContainers()) {
            if (PodSpecs.isSidecar(init)) {
                sidecars += need.apply(init);
                greediest = Math.max(greediest, sidecars);
            } else {
                greediest = Math.max(greediest, sidecars + need.apply(init));
            }
        }
        long main = sidecars;
        for (Container container : pod.getSpec().getContainers()) {
            main += need.apply(container);
        }
        Map<String, Quantity> extra = pod.getSpec().getOverhead();
        return Math.max(main, greediest) + (extra == null ? 0 : overhead.apply(extra));
    }

    public static long podMilliCpuRequest(Pod pod) {
        return ofPod(pod, c -> milliCpu(requests(c)), Amounts::milliCpu);
    }

    /** In whole units. */
    public static long podRequest(Pod pod, String resource) {
        return ofPod(pod, c -> whole(requests(c), resource), extra -> whole(extra, resource));
    }
}
