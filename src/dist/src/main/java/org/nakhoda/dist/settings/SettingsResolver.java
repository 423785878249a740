package org.nakhoda.dist.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.nakhoda.api.settings.InvalidSettingsException;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;

/**
 * Resolves the settings. For each one the first of these that names it counts: command-line flag, environment variable,
 * file, the default, the machine. The file is the one given by {@code --config}, else {@code nakhoda.properties} in the
 * data folder, else {@code /etc/nakhoda/nakhoda.properties}.
 */
public final class SettingsResolver {
    static final Path SYSTEM_FILE = Path.of("/etc/nakhoda/nakhoda.properties");
    private static final String FILE_NAME = "nakhoda.properties";
    private static final String PREFIX = "NAKHODA_";

    private final Map<String, String> environment;
    private final Machine machine;
    private final Path systemFile;

    public SettingsResolver(Map<String, String> environment, Machine machine) {
        this(environment, machine, SYSTEM_FILE);
    }

    SettingsResolver(Map<String, String> environment, Machine machine, Path systemFile) {
        this.environment = Map.copyOf(environment);
        this.machine = machine;
        this.systemFile = systemFile;
    }

    /**
     * @param flags what the command line says
     * @param file what {@code --config} names; must exist
     * @throws InvalidSettingsException naming every fault at once
     */
    public Settings resolve(Map<Setting, String> flags, Optional<Path> file) {
        return Settings.of(values(flags, file));
    }

    /**
     * The settings of a cluster that is running, where nothing else is asked for: what it was started with goes before the
     * defaults.
     */
    public Settings resolve(Map<Setting, String> flags, Optional<Path> file, Settings running) {
        Map<String, String> values = new TreeMap<>();
        SettingsFile.toMap(running).forEach((setting, value) -> values.put(setting.key(), value));
        Map<String, String> asked = values(flags, file);
        List.of(Setting.NODE_NAME, Setting.NODE_ADDRESS).forEach(setting -> {
            if (!flags.containsKey(setting) && !environment.containsKey(setting.environmentVariable())) {
                asked.remove(setting.key());
            }
        });
        values.putAll(asked);
        return Settings.of(values);
    }

    /** Only the data folder: what the commands need that ask a cluster which is there already. */
    public Path dataDir(Map<Setting, String> flags, Optional<Path> file) {
        return Path.of(values(flags, file).get(Setting.DATA_DIR.key())).toAbsolutePath();
    }

    private Map<String, String> values(Map<Setting, String> flags, Optional<Path> file) {
        List<String> faults = new ArrayList<>();
        Map<Setting, String> direct = new EnumMap<>(fromEnvironment());
        direct.putAll(flags);
        Map<String, String> values = new TreeMap<>(read(file.or(() -> defaultFile(direct)), faults));
        direct.forEach((setting, value) -> values.put(setting.key(), value));
        values.values().removeIf(String::isBlank);
        values.putIfAbsent(Setting.DATA_DIR.key(), machine.defaultDataDir().toString());
        values.putIfAbsent(Setting.NODE_NAME.key(), machine.hostName());
        values.putIfAbsent(Setting.NODE_ADDRESS.key(), machine.address());
        values.computeIfPresent(
                Setting.DATA_DIR.key(),
                (k, v) -> Path.of(v).toAbsolutePath().normalize().toString());
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(withFaultsOf(values, faults));
        }
        return values;
    }

    /** A fault of the file does not hide those of the values. */
    private static List<String> withFaultsOf(Map<String, String> values, List<String> faults) {
        try {
            Settings.of(values);
        } catch (InvalidSettingsException e) {
            faults.addAll(e.faults());
        }
        return faults;
    }

    private Map<Setting, String> fromEnvironment() {
        Map<Setting, String> found = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.environmentVariable());
            if (value != null && !value.isBlank()) {
                found.put(setting, value);
            }
        }
        return found;
    }

    private Optional<Path> defaultFile(Map<Setting, String> direct) {
        String dataDir =
                direct.getOrDefault(Setting.DATA_DIR, machine.defaultDataDir().toString());
        return List.of(Path.of(dataDir).resolve(FILE_NAME), systemFile).stream()
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Map<String, String> read(Optional<Path> file, List<String> faults) {
        if (file.isEmpty()) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file.get())) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add("config: " + file.get() + " cannot be read: " + e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    /** The environment variables that look like settings and are none: said as a warning, for they may be another tool's. */
    public List<String> unknownVariables() {
        var known = new ArrayList<String>(List.of(PREFIX + "JAVA", PREFIX + "NO_BUILD"));
        for (Setting setting : Setting.values()) {
            known.add(setting.environmentVariable());
        }
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .toList();
    }
}
