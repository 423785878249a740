package org.nakhoda.apiserver.bootstrap;

import java.util.List;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.authn.FrontProxyHeaders;
import tools.jackson.databind.node.ObjectNode;

/** The default objects that are no RBAC. */
final class ClusterObjects {
    static final String API_SERVICE = "kubernetes";
    private static final String SYSTEM = "kube-system";

    private ClusterObjects() {}

    static List<ObjectNode> namespaces() {
        return List.of("default", SYSTEM, "kube-public", "kube-node-lease").stream()
                .map(name -> object("v1", "Namespace", "", name))
                .toList();
    }

    static List<ObjectNode> priorityClasses() {
        return List.of(
                priorityClass(
                        "system-cluster-critical",
                        2_000_000_000,
                        "For pods that the cluster needs, but that may run on any node."),
                priorityClass(
                        "system-node-critical",
                        2_000_001_000,
                        "For pods that a node needs and that cannot move away."));
    }

    private static ObjectNode priorityClass(String name, int value, String description) {
        return object("scheduling.k8s.io/v1", "PriorityClass", "", name)
                .put("value", value)
                .put("globalDefault", false)
                .put("description", description);
    }

    static List<ObjectNode> services(Settings settings) {
        ObjectNode api = object("v1", "Service", "default", API_SERVICE);
        labels(api).put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = serviceSpec(api, settings.kubernetesServiceAddress());
        spec.putArray("ports").add(port("https", "TCP", 443, settings.apiPort()));

        ObjectNode dns = object("v1", "Service", SYSTEM, "kube-dns");
        labels(dns)
                .put("k8s-app", "kube-dns")
                .put("kubernetes.io/cluster-service", "true")
                .put("kubernetes.io/name", "CoreDNS");
        serviceSpec(dns, settings.dnsServiceAddress())
                .putArray("ports")
                .add(port("dns", "UDP", 53, 53))
                .add(port("dns-tcp", "TCP", 53, 53));
        return List.of(api, dns);
    }

    private static ObjectNode serviceSpec(ObjectNode service, String address) {
        ObjectNode spec = service.putObject("spec").put("type", "ClusterIP").put("clusterIP", address);
        spec.putArray("clusterIPs").add(address);
        return spec;
    }

    private static ObjectNode port(String name, String protocol, int port, int target) {
        return Json.object()
                .put("name", name)
                .put("protocol", protocol)
                .put("port", port)
                .put("targetPort", target);
    }

    /**
     * How servers that extend the API tell its callers apart: by certificates of the cluster's own authority, or by the
     * headers that a request bears when the API server, as front proxy, has passed it on.
     *
     * @param frontProxyCaPem empty if there is none; such servers then know certificates and tokens only
     */
    static ObjectNode extensionAuthentication(String caPem, String frontProxyCaPem) {
        ObjectNode map = object("v1", "ConfigMap", SYSTEM, "extension-apiserver-authentication");
        ObjectNode data = map.putObject("data").put("client-ca-file", caPem);
        if (!frontProxyCaPem.isEmpty()) {
            data.put("requestheader-client-ca-file", frontProxyCaPem)
                    .put("requestheader-allowed-names", list(FrontProxyHeaders.COMMON_NAME))
                    .put("requestheader-username-headers", list(FrontProxyHeaders.USER))
                    .put("requestheader-uid-headers", list(FrontProxyHeaders.UID))
                    .put("requestheader-group-headers", list(FrontProxyHeaders.GROUP))
                    .put("requestheader-extra-headers-prefix", list(FrontProxyHeaders.EXTRA_PREFIX));
        }
        return map;
    }

    private static String list(String only) {
        return Json.array().add(only).toString();
    }

    static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    static ObjectNode labels(ObjectNode object) {
        return object.withObject("/metadata").withObject("/labels");
    }
}
