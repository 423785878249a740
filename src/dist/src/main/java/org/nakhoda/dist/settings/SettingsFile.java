package org.nakhoda.dist.settings;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.PrivateFiles;

/** {@code DATA/run/settings.properties}: the resolved settings, for the other processes of this machine. */
public final class SettingsFile {
    private SettingsFile() {}

    public static void write(Path file, Settings settings) throws IOException {
        Properties properties = new Properties();
        toMap(settings).forEach((setting, value) -> properties.setProperty(setting.key(), value));
        StringWriter text = new StringWriter();
        properties.store(text, "Written by every start. Change flags, environment or nakhoda.properties instead.");
        PrivateFiles.write(file, text.toString());
    }

    public static Settings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return Settings.of(values);
    }

    /**
     * {@code DATA/nakhoda.properties}: what is not the default, so that a later start of this data folder needs to be told
     * nothing. The machine's own name, address and ports are there in any case, for others know it by them.
     */
    public static void writeChosen(Path file, Settings settings) throws IOException {
        Properties properties = new Properties();
        toMap(settings).forEach((setting, value) -> {
            if (setting != Setting.DATA_DIR && !value.isEmpty() && !value.equals(setting.defaultValue())) {
                properties.setProperty(setting.key(), value);
            }
        });
        StringWriter text = new StringWriter();
        properties.store(text, "Written by nakhoda join. What all masters share must stay the same on each of them.");
        PrivateFiles.write(file, text.toString());
    }

    /** What {@link #writeChosen} has written; what is not there was the default. */
    public static Map<Setting, String> readChosen(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        Map<Setting, String> chosen = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            chosen.put(setting, properties.getProperty(setting.key(), setting.defaultValue()));
        }
        return chosen;
    }

    /**
     * @return these settings with some changed
     * @throws org.nakhoda.api.settings.InvalidSettingsException if they do not fit together
     */
    public static Settings with(Settings settings, Map<Setting, String> changes) {
        Map<String, String> values = new TreeMap<>();
        toMap(settings).forEach((setting, value) -> values.put(setting.key(), value));
        changes.forEach((setting, value) -> values.put(setting.key(), value));
        return Settings.of(values);
    }

    /** A line for each setting that is another one, secrets left out. */
    public static List<String> differences(Settings from, Settings to) {
        Map<Setting, String> before = toMap(from);
        List<String> lines = new ArrayList<>();
        toMap(to).forEach((setting, value) -> {
            if (!value.equals(before.get(setting))) {
                lines.add(setting.key() + (setting == Setting.DATABASE_PASSWORD ? "" : "=" + value));
            }
        });
        return lines;
    }

    static Map<Setting, String> toMap(Settings settings) {
        Map<Setting, String> values = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            values.put(setting, value(setting, settings));
        }
        return values;
    }

    private static String value(Setting setting, Settings s) {
        return switch (setting) {
            case DATA_DIR -> s.dataDir().toString();
            case NODE_NAME -> s.nodeName();
            case NODE_ADDRESS -> s.nodeAddress();
            case API_ADDRESS -> s.apiAddress();
            case API_PORT -> Integer.toString(s.apiPort());
            case KUBELET_PORT -> Integer.toString(s.kubeletPort());
            case PEER_PORT -> Integer.toString(s.masterPorts().peer());
            case RAFT_PORT -> Integer.toString(s.masterPorts().raft());
            case DATABASE_PORT -> Integer.toString(s.masterPorts().database());
            case CLUSTER_CIDR -> s.clusterCidr().toString();
            case NODE_CIDR_MASK -> Integer.toString(s.nodeCidrMask());
            case SERVICE_CIDR -> s.serviceCidrs().stream().map(Object::toString).collect(Collectors.joining(","));
            case NODE_PORT_RANGE ->
                s.nodePortRange().first() + "-" + s.nodePortRange().last();
            case CLUSTER_DOMAIN -> s.clusterDomain();
            case DATABASE_URL ->
                s.externalDatabase().map(Settings.Database::url).orElse("");
            case DATABASE_USER ->
                s.externalDatabase().map(Settings.Database::user).orElse("");
            case DATABASE_PASSWORD ->
                s.externalDatabase().map(Settings.Database::password).orElse("");
            case CRI_SOCKET -> s.criSocket().map(Path::toString).orElse("");
            case CNI_BIN_DIR -> s.cniBinDir().toString();
            case CONTROL_PLANE_ONLY -> Boolean.toString(s.controlPlaneOnly());
            case EMBEDDED_COMPONENTS -> Boolean.toString(s.embeddedComponents());
            case MASTER_HEAP -> s.masterHeap();
            case LOG_LEVEL -> s.logLevel();
        };
    }

    /** The settings of the cluster that was last started with this data folder. */
    public static Optional<Settings> readIfThere(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    }
}
