package org.nakhoda.dist.host;

import java.nio.file.Path;

/** Where things are in the data folder. */
public record Layout(Path data) {
    public Path pki() {
        return data.resolve("pki");
    }

    public Path adminKubeconfig() {
        return data.resolve("admin.kubeconfig");
    }

    public Path run() {
        return data.resolve("run");
    }

    public Path settingsFile() {
        return run().resolve("settings.properties");
    }

    /** What the user, or a join, has chosen for this data folder. */
    public Path chosenSettings() {
        return data.resolve("nakhoda.properties");
    }

    public Path logs() {
        return data.resolve("logs");
    }

    /** @param component such as {@code master} */
    public Path log(String component) {
        return logs().resolve(component + ".log");
    }

    public Path postgres() {
        return data.resolve("postgres");
    }

    /** There once a database is made. */
    public Path database() {
        return postgres().resolve("data");
    }

    /** What waits to be restored by the master's next start. */
    public Path restore() {
        return data.resolve("restore");
    }

    public Path containerd() {
        return data.resolve("containerd");
    }

    public Path cniConfig() {
        return data.resolve("cni/net.d");
    }

    /** The application server's own domain: its configuration and scratch files. */
    public Path payara() {
        return data.resolve("payara");
    }

    public Path node() {
        return data.resolve("node");
    }

    /** There once this master is one of several. */
    public Path masters() {
        return data.resolve("masters");
    }

    /** There while this machine joins: what else is there is not whole yet. */
    public Path joining() {
        return masters().resolve("joining");
    }
}
