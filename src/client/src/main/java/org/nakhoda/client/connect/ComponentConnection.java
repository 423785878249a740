package org.nakhoda.client.connect;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.nakhoda.api.settings.Settings;

/** How a component that is not in the master finds the API server. */
public final class ComponentConnection {
    /** System property: a kubeconfig file whose current context is the component's own credential. */
    public static final String KUBECONFIG_PROPERTY = "nakhoda.kubeconfig";

    private ComponentConnection() {}

    /**
     * By the kubeconfig of {@value #KUBECONFIG_PROPERTY}, else by the certificates of the data folder that the settings
     * name, else by the service account of the pod that this process runs in.
     *
     * @param component {@code scheduler} or {@code controller-manager}, as its certificate's file is named
     * @throws IllegalStateException if there is none of the three
     */
    public static Connection find(String component, Properties system, Map<String, String> environment) {
        String kubeconfig = system.getProperty(KUBECONFIG_PROPERTY);
        if (kubeconfig != null && !kubeconfig.isBlank()) {
            return Connection.byKubeconfig(Path.of(kubeconfig));
        }
        Optional<Settings> settings = ProcessSettings.load(system);
        if (settings.isPresent()) {
            return bySettings(component, settings.get());
        }
        return Connection.inCluster(environment)
                .orElseThrow(() -> new IllegalStateException("no way to the API server: set the system property "
                        + KUBECONFIG_PROPERTY + " to a kubeconfig of the " + component + ", or "
                        + Settings.FILE_PROPERTY + " to the cluster's settings file, or run in a pod"));
    }

    /** By the component's certificate in the data folder, to the API server on this machine. */
    public static Connection bySettings(String component, Settings settings) {
        Path pki = settings.dataDir().resolve("pki");
        String host = settings.apiAddress().equals("0.0.0.0") ? "127.0.0.1" : settings.apiAddress();
        return Connection.byCertificate(
                URI.create("https://" + host + ":" + settings.apiPort()),
                pki.resolve("ca.crt"),
                pki.resolve(component + ".crt"),
                pki.resolve(component + ".key"));
    }
}
