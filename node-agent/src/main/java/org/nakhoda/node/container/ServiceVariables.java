package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Variables by which containers find services without DNS: {@code NAME_SERVICE_HOST}, {@code NAME_SERVICE_PORT} and the
 * older forms that links between containers once had. Services are those of the pod's own namespace (if it wants them) and,
 * always, the API server's.
 */
final class ServiceVariables {
    private ServiceVariables() {}

    static Map<String, String> of(Collection<Service> services, String namespace, boolean links) {
        List<Service> visible = services.stream()
                .filter(s -> (links && namespace.equals(s.getMetadata().getNamespace())) || isApiServer(s))
                .filter(s -> {
                    String address = s.getSpec().getClusterIP();
                    return address != null && !address.isEmpty() && !address.equals("None");
                })
                // a service of the pod's own namespace goes before the API server's of the same name
                .sorted(Comparator.comparing(
                                (Service s) -> namespace.equals(s.getMetadata().getNamespace()))
                        .thenComparing(s -> s.getMetadata().getName()))
                .toList();
        Map<String, String> variables = new LinkedHashMap<>();
        visible.forEach(service -> add(service, variables));
        return variables;
    }

    private static boolean isApiServer(Service service) {
        return "default".equals(service.getMetadata().getNamespace())
                && "kubernetes".equals(service.getMetadata().getName());
    }

    private static void add(Service service, Map<String, String> variables) {
        List<ServicePort> ports = service.getSpec().getPorts();
        if (ports.isEmpty()) {
            return;
        }
        String prefix = variable(service.getMetadata().getName());
        String host = service.getSpec().getClusterIP();
        variables.put(prefix + "_SERVICE_HOST", host);
        variables.put(prefix + "_SERVICE_PORT", ports.get(0).getPort().toString());
        for (ServicePort port : ports) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(
                        prefix + "_SERVICE_PORT_" + variable(port.getName()),
                        port.getPort().toString());
            }
        }
        String literal = host.contains(":") ? "[" + host + "]" : host;
        for (int i = 0; i < ports.size(); i++) {
            ServicePort port = ports.get(i);
            String protocol = (port.getProtocol() == null ? "TCP" : port.getProtocol()).toLowerCase(Locale.ROOT);
            String url = protocol + "://" + literal + ":" + port.getPort();
            if (i == 0) {
                variables.put(prefix + "_PORT", url);
            }
            String link = prefix + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
            variables.put(link, url);
            variables.put(link + "_PROTO", protocol);
            variables.put(link + "_PORT", port.getPort().toString());
            variables.put(link + "_ADDR", host);
        }
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
