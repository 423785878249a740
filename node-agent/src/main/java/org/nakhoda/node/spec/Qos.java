package org.nakhoda.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A pod's quality of service, which follows from the requests and limits of its containers. */
public enum Qos {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private final String text;

    Qos(String text) {
        this.text = text;
    }

    /** As the API writes it. */
    public String text() {
        return text;
    }

    public static Qos of(Pod pod) {
        boolean any = false;
        boolean guaranteed = true;
        List<Container> containers = Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
        for (Container container : containers) {
            for (String resource : COUNTED) {
                Quantity request = positive(Amounts.requests(container), resource);
                Quantity limit = positive(Amounts.limits(container), resource);
                any |= request != null || limit != null;
                guaranteed &= limit != null && (request == null || Amounts.equal(request, limit));
            }
        }
        if (!any) {
            return BEST_EFFORT;
        }
        return guaranteed ? GUARANTEED : BURSTABLE;
    }

    private static Quantity positive(Map<String, Quantity> amounts, String resource) {
        Quantity quantity = amounts.get(resource);
        return quantity == null || Amounts.exact(quantity).signum() <= 0 ? null : quantity;
    }
}
