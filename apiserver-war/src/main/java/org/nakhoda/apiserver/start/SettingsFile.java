package org.nakhoda.apiserver.start;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.nakhoda.api.settings.Settings;

/** Reads the settings that the launcher has written for this process. */
final class SettingsFile {
    private SettingsFile() {}

    /**
     * @throws IllegalStateException if the system property or the file is missing
     * @throws org.nakhoda.api.settings.InvalidSettingsException naming every fault
     */
    static Settings load() {
        String file = System.getProperty(Settings.FILE_PROPERTY);
        if (file == null) {
            throw new IllegalStateException("the system property " + Settings.FILE_PROPERTY
                    + " must name the settings file that the launcher writes");
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the settings file " + file + " cannot be read", e);
        }
        Map<String, String> given = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> given.put(name, properties.getProperty(name)));
        return Settings.of(given);
    }
}
