package org.nakhoda.dist.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.nakhoda.dist.image.BundledImages;
import org.nakhoda.dist.process.Command;

/** The host's packages that a node needs, named as Debian and Ubuntu name them. */
public final class HostPackages {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    /** Debian's switch against starting services on installation. */
    private static final Path SERVICE_POLICY = Path.of("/usr/sbin/policy-rc.d");

    private HostPackages() {}

    /** A package and the command or file that shows it is there. */
    private record Need(String name, Predicate<Path> present, Path witness, boolean forOwnRuntime) {
        static Need command(String name, String command, boolean forOwnRuntime) {
            return new Need(name, path -> Command.find(path.toString()).isPresent(), Path.of(command), forOwnRuntime);
        }

        static Need file(String name, Path file) {
            return new Need(name, Files::exists, file, false);
        }

        boolean missing() {
            return !present.test(witness);
        }
    }

    /**
     * @param ownRuntime whether the cluster brings its own containerd
     * @return the names of the packages that are missing
     */
    public static List<String> missing(boolean ownRuntime, Path cniBinDir) {
        return List.of(
                        Need.command("containerd", "containerd", true),
                        Need.command("runc", "runc", true),
                        Need.file("containernetworking-plugins", cniBinDir.resolve("bridge")),
                        Need.command("nftables", "nft", false),
                        Need.command("conntrack", "conntrack", false),
                        Need.command("iproute2", "ip", false),
                        new Need(
                                "busybox-static",
                                p -> BundledImages.staticBusybox().isPresent(),
                                Path.of("-"),
                                true))
                .stream()
                .filter(need -> ownRuntime || !need.forOwnRuntime())
                .filter(Need::missing)
                .map(Need::name)
                .toList();
    }

    /** Whether the host's packages come by apt. */
    public static boolean installable() throws IOException {
        return Files.exists(OS_RELEASE)
                && ofDebianFamily(Files.readAllLines(OS_RELEASE))
                && Command.find("apt-get").isPresent();
    }

    static boolean ofDebianFamily(List<String> osRelease) {
        return osRelease.stream()
                .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                .flatMap(line -> List.of(
                        line.substring(line.indexOf('=') + 1).replace("\"", "").split(" "))
                        .stream())
                .anyMatch(id -> id.equals("debian") || id.equals("ubuntu"));
    }

    /**
     * Installs without asking and without starting services. The package lists are fetched only if they do not suffice.
     *
     * @throws IOException with the last lines of apt's output
     */
    public static void install(List<String> packages) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "install",
                "--yes",
                "--quiet",
                "--no-install-recommends",
                "-o",
                "DPkg::Lock::Timeout=120"));
        command.addAll(packages);
        Optional<Path> policy = forbidServiceStarts();
        try {
            Command.Result result = Command.run(Duration.ofMinutes(10), command);
            if (!result.ok()) {
                Command.run(Duration.ofMinutes(5), List.of("apt-get", "update", "--quiet"));
                result = Command.run(Duration.ofMinutes(10), command);
            }
            if (!result.ok()) {
                List<String> lines = result.lines();
                throw new IOException("apt-get cannot install " + String.join(", ", packages) + ":\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())));
            }
        } finally {
            if (policy.isPresent()) {
                Files.deleteIfExists(policy.get());
            }
        }
    }

    private static Optional<Path> forbidServiceStarts() throws IOException {
        if (Files.exists(SERVICE_POLICY)) {
            return Optional.empty();
        }
        Files.writeString(SERVICE_POLICY, "#!/bin/sh\nexit 101\n");
        Files.setPosixFilePermissions(SERVICE_POLICY, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Optional.of(SERVICE_POLICY);
    }
}
