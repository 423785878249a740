package org.nakhoda.dist.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.process.PidFile;
import org.nakhoda.dist.settings.Machine;
import org.nakhoda.dist.settings.SettingsFile;
import org.nakhoda.dist.settings.SettingsResolver;
import org.nakhoda.dist.supervise.Supervisor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** One option for each {@link Setting}, made from the settings themselves, and {@code --config}. */
final class SettingsOptions {
    private static final String CONFIG = "--config";

    private SettingsOptions() {}

    static void addTo(CommandSpec command) {
        command.addOption(OptionSpec.builder(CONFIG)
                .type(Path.class)
                .paramLabel("FILE")
                .description(
                        "file of settings; DATA/nakhoda.properties or /etc/nakhoda/nakhoda.properties unless given")
                .build());
        for (Setting setting : Setting.values()) {
            boolean flag = setting.defaultValue().equals("false");
            String standard = setting.defaultValue().isEmpty() || flag ? "" : " (" + setting.defaultValue() + ")";
            command.addOption(OptionSpec.builder("--" + setting.key())
                    .type(String.class)
                    .arity(flag ? "0..1" : "1")
                    .fallbackValue(flag ? "true" : "")
                    .paramLabel(flag ? "BOOLEAN" : "VALUE")
                    .description((setting.description() + standard).replace("%", "%%"))
                    .build());
        }
    }

    private static Map<Setting, String> flags(List<ParseResult> parsed) {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String name = "--" + setting.key();
            parsed.stream()
                    .filter(each -> each.hasMatchedOption(name))
                    .findFirst()
                    .ifPresent(each -> flags.put(setting, each.matchedOptionValue(name, "")));
        }
        return flags;
    }

    /** @param parsed the first that names an option counts */
    static Settings settings(List<ParseResult> parsed) {
        SettingsResolver resolver = new SettingsResolver(System.getenv(), Machine.current());
        resolver.unknownVariables()
                .forEach(name -> System.err.println("warning: " + name + " is no setting and has no effect"));
        return running(layout(parsed))
                .map(running -> resolver.resolve(flags(parsed), file(parsed), running))
                .orElseGet(() -> resolver.resolve(flags(parsed), file(parsed)));
    }

    private static Optional<Settings> running(Layout layout) {
        if (new PidFile(layout.run(), Supervisor.COMPONENT).running().isEmpty()) {
            return Optional.empty();
        }
        try {
            return SettingsFile.readIfThere(layout.settingsFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For commands that ask a cluster which is there: only its data folder matters. */
    static Layout layout(List<ParseResult> parsed) {
        return new Layout(
                new SettingsResolver(System.getenv(), Machine.current()).dataDir(flags(parsed), file(parsed)));
    }

    private static Optional<Path> file(List<ParseResult> parsed) {
        return parsed.stream()
                .filter(each -> each.hasMatchedOption(CONFIG))
                .findFirst()
                .map(each -> each.matchedOptionValue(CONFIG, (Path) null));
    }
}
