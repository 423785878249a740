package org.nakhoda.client.connect;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.nakhoda.api.settings.Settings;

/** The settings that the launcher has written for a process, which finds them by a system property. */
public final class ProcessSettings {
    private ProcessSettings() {}

    /**
     * @param system the process's system properties
     * @return empty if the launcher has not started this process
     * @throws IllegalStateException if the file cannot be read
     * @throws org.nakhoda.api.settings.InvalidSettingsException naming every fault
     */
    public static Optional<Settings> load(Properties system) {
        String file = system.getProperty(Settings.FILE_PROPERTY);
        if (file == null || file.isBlank()) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the settings file " + file + " cannot be read", e);
        }
        Map<String, String> given = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> given.put(name, properties.getProperty(name)));
        return Optional.of(Settings.of(given));
    }
}
