package org.nakhoda.node.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;

/** Ports that are given by number or by the name of one of the container's ports. */
public final class Ports {
    private Ports() {}

    /** @throws IllegalArgumentException if the container has no port of this name */
    public static int number(IntOrString port, Container container) {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        String name = port.getStrVal();
        return container.getPorts().stream()
                .filter(p -> name.equals(p.getName()))
                .map(p -> p.getContainerPort())
                .findFirst()
                .orElseGet(() -> {
                    try {
                        return Integer.parseInt(name);
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(
                                "couldn't find port: \"" + name + "\" in container " + container.getName(), e);
                    }
                });
    }
}
