package org.nakhoda.dist.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nakhoda.dist.host.HostPackages;
import org.nakhoda.dist.progress.Progress;

/** Installs what the host lacks to be a node, after saying so. */
public final class RequiredPackages {
    private RequiredPackages() {}

    /**
     * @param ownRuntime whether the cluster brings its own containerd
     * @throws Failure if the user has to install something
     */
    public static void ensure(boolean ownRuntime, Path cniBinDir, Progress progress) throws Exception {
        List<String> missing = HostPackages.missing(ownRuntime, cniBinDir);
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(" ", missing);
        if (!HostPackages.installable()) {
            throw new Failure("this host lacks what Debian calls " + names
                    + "; install it with the host's package manager and run this again");
        }
        progress.say("This host lacks " + names + "; installing with apt-get.");
        progress.step("host packages", () -> install(missing, names));
        List<String> still = HostPackages.missing(ownRuntime, cniBinDir);
        if (!still.isEmpty()) {
            throw new Failure("after the installation this host still lacks " + String.join(" ", still)
                    + "; are the CNI plugins elsewhere? See --cni-bin-dir");
        }
    }

    private static String install(List<String> missing, String names) throws InterruptedException, Failure {
        try {
            HostPackages.install(missing);
            return names + " installed";
        } catch (IOException e) {
            throw new Failure(e.getMessage() + "\nmend that, or install them yourself, and run this again");
        }
    }
}
