package org.nakhoda.node.sandbox;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.util.Optional;
import org.nakhoda.node.container.SecurityContexts;
import org.nakhoda.node.cri.Cri;
import org.nakhoda.node.cri.v1.LinuxPodSandboxConfig;
import org.nakhoda.node.cri.v1.LinuxSandboxSecurityContext;
import org.nakhoda.node.cri.v1.PodSandboxConfig;
import org.nakhoda.node.cri.v1.PodSandboxMetadata;
import org.nakhoda.node.cri.v1.PortMapping;
import org.nakhoda.node.cri.v1.Protocol;
import org.nakhoda.node.runtime.RuntimeLabels;
import org.nakhoda.node.runtime.RuntimeReader;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.volume.PodFiles;

/** Makes pods' sandboxes. */
public final class Sandboxes {
    private final Cri cri;
    private final PodFiles files;
    private final HostNames hostNames;
    private final NameResolution resolution;
    private final SecurityContexts securityContexts;

    public Sandboxes(
            Cri cri,
            PodFiles files,
            HostNames hostNames,
            NameResolution resolution,
            SecurityContexts securityContexts) {
        this.cri = cri;
        this.files = files;
        this.hostNames = hostNames;
        this.resolution = resolution;
        this.securityContexts = securityContexts;
    }

    /** @return the new sandbox's id */
    public String run(Pod pod, int attempt, String cgroupParent) {
        String runtimeClass = pod.getSpec().getRuntimeClassName();
        return cri.runPodSandbox(config(pod, attempt, cgroupParent), runtimeClass == null ? "" : runtimeClass);
    }

    /** The same for every container of the sandbox. */
    public PodSandboxConfig config(Pod pod, int attempt, String cgroupParent) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        String uid = pod.getMetadata().getUid();
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setNamespace(namespace)
                        .setName(name)
                        .setUid(uid)
                        .setAttempt(attempt))
                .setLogDirectory(files.logs(namespace, name, uid).toString())
                .setDnsConfig(resolution.of(pod))
                .putLabels(RuntimeLabels.POD_NAMESPACE, namespace)
                .putLabels(RuntimeLabels.POD_NAME, name)
                .putLabels(RuntimeLabels.POD_UID, uid)
                .putAllAnnotations(PodSpecs.annotations(pod))
                .putAnnotations(RuntimeReader.HOST_NETWORK, Boolean.toString(PodSpecs.hostNetwork(pod)))
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(cgroupParent)
                        .setSecurityContext(security(pod))
                        .putAllSysctls(sysctls(pod)));
        if (!PodSpecs.hostNetwork(pod)) {
            config.setHostname(hostNames.hostname(pod));
        }
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                config.addPortMappings(mapping(port));
            }
        }
        return config.build();
    }

    private LinuxSandboxSecurityContext security(Pod pod) {
        PodSecurityContext context = SecurityContexts.podContext(pod);
        boolean privileged = PodSpecs.allContainers(pod).stream()
                .anyMatch(c -> c.getSecurityContext() != null
                        && Boolean.TRUE.equals(c.getSecurityContext().getPrivileged()));
        return LinuxSandboxSecurityContext.newBuilder()
                .setPrivileged(privileged)
                .setNamespaceOptions(SecurityContexts.namespaces(pod, Optional.empty()))
                .setSeccomp(securityContexts.seccomp(context.getSeccompProfile(), privileged))
                .build();
    }

    private static java.util.Map<String, String> sysctls(Pod pod) {
        java.util.Map<String, String> sysctls = new java.util.LinkedHashMap<>();
        SecurityContexts.podContext(pod).getSysctls().forEach(s -> sysctls.put(s.getName(), s.getValue()));
        return sysctls;
    }

    private static PortMapping mapping(ContainerPort port) {
        PortMapping.Builder mapping = PortMapping.newBuilder()
                .setContainerPort(port.getContainerPort())
                .setProtocol(
                        switch (port.getProtocol() == null ? "TCP" : port.getProtocol()) {
                            case "UDP" -> Protocol.UDP;
                            case "SCTP" -> Protocol.SCTP;
                            default -> Protocol.TCP;
                        });
        if (port.getHostPort() != null) {
            mapping.setHostPort(port.getHostPort());
        }
        if (port.getHostIP() != null) {
            mapping.setHostIp(port.getHostIP());
        }
        return mapping.build();
    }
}
