package org.nakhoda.api.settings;

import java.util.Locale;

/**
 * Every setting, once: its name, its default and what it is for. In a properties file the name stands as it is, in the
 * environment as {@code NAKHODA_API_PORT}, on the command line as {@code --api-port}.
 */
public enum Setting {
    DATA_DIR("data-dir", "", "where everything is kept; /var/lib/nakhoda for root, ~/.nakhoda for others"),
    NODE_NAME("node-name", "", "this machine's node; its host name unless set"),
    NODE_ADDRESS(
            "node-address", "", "the address under which other nodes and pods reach this machine; found unless set"),
    API_ADDRESS("api-address", "0.0.0.0", "the address on which the API server listens"),
    API_PORT("api-port", "6443", "the API server's port"),
    KUBELET_PORT("kubelet-port", "10250", "the node agent's port"),
    PEER_PORT("peer-port", "", "the port on which masters talk to each other; the one after api-port unless set"),
    RAFT_PORT("raft-port", "", "the port of the masters' election; the second after api-port unless set"),
    DATABASE_PORT(
            "database-port",
            "",
            "the port of the embedded database, open to other masters only; the third after api-port unless set"),
    CLUSTER_CIDR("cluster-cidr", "10.244.0.0/16", "the addresses of pods"),
    NODE_CIDR_MASK("node-cidr-mask", "24", "the prefix length of the part of cluster-cidr that each node gets"),
    SERVICE_CIDR(
            "service-cidr",
            "10.96.0.0/16",
            "the addresses of services: an IPv4 network, and an IPv6 one after a comma for dual-stack services"),
    NODE_PORT_RANGE("node-port-range", "30000-32767", "the ports of NodePort services"),
    CLUSTER_DOMAIN("cluster-domain", "cluster.local", "the DNS domain of the cluster"),
    DATABASE_URL("database-url", "", "jdbc:postgresql: URL of an external PostgreSQL 15+; embedded unless set"),
    DATABASE_USER("database-user", "", "user of the external database"),
    DATABASE_PASSWORD("database-password", "", "password of the external database"),
    CRI_SOCKET("cri-socket", "", "unix socket of a running CRI runtime; its own containerd unless set"),
    CNI_BIN_DIR("cni-bin-dir", "/usr/lib/cni", "where the CNI plugins are"),
    CONTROL_PLANE_ONLY("control-plane-only", "false", "start no node agent on this machine"),
    EMBEDDED_COMPONENTS(
            "embedded-components", "true", "run the scheduler and the controllers inside the master, not elsewhere"),
    MASTER_HEAP(
            "master-heap", "auto", "the master's maximum Java heap; auto is a 22nd of the memory, and 768m at least"),
    LOG_LEVEL("log-level", "INFO", "DEBUG, INFO, WARN or ERROR");

    private final String key;
    private final String defaultValue;
    private final String description;

    Setting(String key, String defaultValue, String description) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    public String key() {
        return key;
    }

    /** Empty if the default depends on the machine. */
    public String defaultValue() {
        return defaultValue;
    }

    public String description() {
        return description;
    }

    public String environmentVariable() {
        return "NAKHODA_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
