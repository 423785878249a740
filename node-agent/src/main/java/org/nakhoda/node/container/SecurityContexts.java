package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nakhoda.node.cri.v1.Capability;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.cri.v1.Int64Value;
import org.nakhoda.node.cri.v1.LinuxContainerSecurityContext;
import org.nakhoda.node.cri.v1.NamespaceMode;
import org.nakhoda.node.cri.v1.NamespaceOption;
import org.nakhoda.node.cri.v1.SecurityProfile;

/** What a container may do: its own security context, and the pod's where its own says nothing. */
public final class SecurityContexts {
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private final Path seccompProfiles;

    /** @param seccompProfiles where profiles of type Localhost are */
    public SecurityContexts(Path seccompProfiles) {
        this.seccompProfiles = seccompProfiles;
    }

    /** @param debugTarget the container whose processes this one shares */
    LinuxContainerSecurityContext of(Pod pod, Container container, Image image, Optional<String> debugTarget)
            throws StartException {
        SecurityContext own =
                container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        PodSecurityContext shared = podContext(pod);
        boolean privileged = Boolean.TRUE.equals(own.getPrivileged());
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder()
                .setPrivileged(privileged)
                .setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()))
                .setNoNewPrivs(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()))
                .setNamespaceOptions(namespaces(pod, debugTarget))
                .setSeccomp(seccomp(first(own.getSeccompProfile(), shared.getSeccompProfile()), privileged));
        if (!"Unmasked".equals(own.getProcMount()) && !privileged) {
            context.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        if (own.getCapabilities() != null) {
            context.setCapabilities(capabilities(own.getCapabilities()));
        }
        if (shared.getSupplementalGroups() != null) {
            context.addAllSupplementalGroups(shared.getSupplementalGroups());
        }
        if (shared.getFsGroup() != null) {
            context.addSupplementalGroups(shared.getFsGroup());
        }
        Long user = first(own.getRunAsUser(), shared.getRunAsUser());
        Long group = first(own.getRunAsGroup(), shared.getRunAsGroup());
        if (Boolean.TRUE.equals(first(own.getRunAsNonRoot(), shared.getRunAsNonRoot()))) {
            refuseRoot(container, user, image);
        }
        if (user != null) {
            context.setRunAsUser(number(user));
        } else if (image.hasUid()) {
            context.setRunAsUser(image.getUid());
        } else if (!image.getUsername().isEmpty()) {
            context.setRunAsUsername(image.getUsername());
        } else if (group != null) {
            // a group without a user is an error to the runtime; images without a user run as root
            context.setRunAsUser(number(0));
        }
        if (group != null) {
            context.setRunAsGroup(number(group));
        }
        return context.build();
    }

    private static void refuseRoot(Container container, Long user, Image image) throws StartException {
        if (user != null) {
            if (user == 0) {
                throw StartException.config(
                        "container's runAsUser breaks non-root policy (container: " + container.getName() + ")");
            }
            return;
        }
        if (image.hasUid() && image.getUid().getValue() != 0) {
            return;
        }
        if (!image.hasUid() && !image.getUsername().isEmpty()) {
            throw StartException.config("container has runAsNonRoot and image has non-numeric user ("
                    + image.getUsername() + "), cannot verify user is non-root (container: " + container.getName()
                    + ")");
        }
        throw StartException.config(
                "container has runAsNonRoot and image will run as root (container: " + container.getName() + ")");
    }

    public static NamespaceOption namespaces(Pod pod, Optional<String> debugTarget) {
        NamespaceOption.Builder options = NamespaceOption.newBuilder()
                .setNetwork(mode(pod.getSpec().getHostNetwork()))
                .setIpc(mode(pod.getSpec().getHostIPC()));
        if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
            options.setPid(NamespaceMode.NODE);
        } else if (Boolean.TRUE.equals(pod.getSpec().getShareProcessNamespace())) {
            options.setPid(NamespaceMode.POD);
        } else if (debugTarget.isPresent()) {
            options.setPid(NamespaceMode.TARGET).setTargetId(debugTarget.get());
        } else {
            options.setPid(NamespaceMode.CONTAINER);
        }
        return options.build();
    }

    private static NamespaceMode mode(Boolean ofHost) {
        return Boolean.TRUE.equals(ofHost) ? NamespaceMode.NODE : NamespaceMode.POD;
    }

    public SecurityProfile seccomp(SeccompProfile profile, boolean privileged) {
        SecurityProfile.Builder result = SecurityProfile.newBuilder();
        if (profile == null || privileged || "Unconfined".equals(profile.getType())) {
            return result.setProfileType(SecurityProfile.ProfileType.Unconfined).build();
        }
        if ("Localhost".equals(profile.getType())) {
            return result.setProfileType(SecurityProfile.ProfileType.Localhost)
                    .setLocalhostRef(seccompProfiles
                            .resolve(profile.getLocalhostProfile())
                            .toString())
                    .build();
        }
        return result.setProfileType(SecurityProfile.ProfileType.RuntimeDefault).build();
    }

    public static PodSecurityContext podContext(Pod pod) {
        PodSecurityContext context = pod.getSpec().getSecurityContext();
        return context == null ? new PodSecurityContext() : context;
    }

    private static Capability capabilities(Capabilities wanted) {
        Capability.Builder capabilities = Capability.newBuilder();
        if (wanted.getAdd() != null) {
            capabilities.addAllAddCapabilities(wanted.getAdd());
        }
        if (wanted.getDrop() != null) {
            capabilities.addAllDropCapabilities(wanted.getDrop());
        }
        return capabilities.build();
    }

    private static Int64Value number(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }

    private static <T> T first(T own, T shared) {
        return own != null ? own : shared;
    }
}
