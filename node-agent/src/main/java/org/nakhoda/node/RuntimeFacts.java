package org.nakhoda.node;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.CriException;
import org.nakhoda.node.cri.v1.CgroupDriver;
import org.nakhoda.node.cri.v1.VersionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the runtime once.
 *
 * @param systemdCgroups whether it leaves control groups to systemd
 */
record RuntimeFacts(String name, String release, boolean systemdCgroups) {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeFacts.class);
    private static final Duration RETRY = Duration.ofMillis(200);

    /** {@code NAME://RELEASE}, as nodes show it. */
    String version() {
        return name + "://" + release;
    }

    /** Waits for the runtime for as long as it takes. */
    static RuntimeFacts await(Cri cri) throws InterruptedException {
        boolean said = false;
        while (true) {
            try {
                // the first call after a failed connection is only tried when this one is asked for its status
                boolean systemd = systemd(cri);
                VersionResponse version = cri.version();
                return new RuntimeFacts(version.getRuntimeName(), version.getRuntimeVersion(), systemd);
            } catch (CriException e) {
                if (!said) {
                    LOG.info("waiting for the container runtime: {}", e.getMessage());
                    said = true;
                }
                Thread.sleep(RETRY.toMillis());
            }
        }
    }

    private static boolean systemd(Cri cri) {
        var config = cri.status(true).getInfoMap().get("config");
        Optional<CgroupDriver> driver = cri.cgroupDriver();
        if (driver.isPresent()) {
            return driver.get() == CgroupDriver.SYSTEMD;
        }
        if (config == null) {
            return false;
        }
        var containerd = Json.parse(config).path("containerd");
        String runtime = containerd.path("defaultRuntimeName").asString("runc");
        return containerd
                .path("runtimes")
                .path(runtime)
                .path("options")
                .path("SystemdCgroup")
                .asBoolean(false);
    }
}
