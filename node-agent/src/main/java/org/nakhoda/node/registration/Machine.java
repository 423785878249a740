package org.nakhoda.node.registration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Facts about the machine, out of {@code /proc}, {@code /sys} and {@code /etc}. */
public final class Machine {
    private static final long KIB = 1024;

    private Machine() {}

    public static long memoryBytes() {
        return memory("MemTotal:");
    }

    public static long availableMemoryBytes() {
        return memory("MemAvailable:");
    }

    private static long memory(String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(key.length()).strip().split(" ")[0]) * KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    public static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    public static String architecture() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> arch;
        };
    }

    public static String kernel() {
        return read("/proc/sys/kernel/osrelease");
    }

    public static String osImage() {
        try (Stream<String> lines = Files.lines(Path.of("/etc/os-release"))) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        } catch (IOException e) {
            return "Linux";
        }
    }

    public static String machineId() {
        return read("/etc/machine-id");
    }

    public static String bootId() {
        return read("/proc/sys/kernel/random/boot_id");
    }

    public static String systemUuid() {
        String uuid = read("/sys/class/dmi/id/product_uuid");
        return uuid.isEmpty() ? machineId() : uuid;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
