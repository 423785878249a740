package org.nakhoda.node.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.nakhoda.node.cri.v1.ContainerConfig;
import org.nakhoda.node.cri.v1.ContainerMetadata;
import org.nakhoda.node.cri.v1.Image;
import org.nakhoda.node.cri.v1.ImageSpec;
import org.nakhoda.node.cri.v1.KeyValue;
import org.nakhoda.node.cri.v1.LinuxContainerConfig;
import org.nakhoda.node.cri.v1.Mount;
import org.nakhoda.node.cri.v1.MountPropagation;
import org.nakhoda.node.objects.ClusterObjects;
import org.nakhoda.node.runtime.RuntimeLabels;
import org.nakhoda.node.spec.FieldValues;
import org.nakhoda.node.spec.PodSpecs;
import org.nakhoda.node.volume.Modes;
import org.nakhoda.node.volume.PodFiles;
import org.nakhoda.node.volume.SubPaths;
import org.nakhoda.node.volume.VolumeException;

/** A container's configuration for the runtime, out of the pod's specification and what is on the node. */
public final class ContainerConfigs {
    private static final String DEFAULT_MESSAGE_PATH = "/dev/termination-log";
    private static final String HOSTS = "/etc/hosts";

    private final PodFiles files;
    private final Environment environment;
    private final SecurityContexts securityContexts;
    private final LinuxResources resources;

    public ContainerConfigs(
            PodFiles files,
            ClusterObjects objects,
            SecurityContexts securityContexts,
            long memoryCapacity,
            boolean unifiedCgroups) {
        this.files = files;
        this.environment = new Environment(objects);
        this.securityContexts = securityContexts;
        this.resources = new LinuxResources(memoryCapacity, unifiedCgroups);
    }

    /**
     * What a container is made from.
     *
     * @param volumes where the pod's volumes are, by name
     * @param debugTarget id of the container whose processes this one is to see
     */
    public record Inputs(
            Pod pod,
            Container container,
            int attempt,
            Image image,
            FieldValues.Placement placement,
            Map<String, Path> volumes,
            Optional<String> debugTarget) {}

    public ContainerConfig of(Inputs in) throws StartException {
        Container container = in.container;
        Map<String, String> variables = environment.of(in.pod, container, in.placement);
        ContainerConfig.Builder config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder()
                        .setName(container.getName())
                        .setAttempt(in.attempt))
                .setImage(ImageSpec.newBuilder().setImage(in.image.getId()).setUserSpecifiedImage(container.getImage()))
                .addAllCommand(expanded(container.getCommand(), variables))
                .addAllArgs(expanded(container.getArgs(), variables))
                .setWorkingDir(container.getWorkingDir() == null ? "" : container.getWorkingDir())
                .setLogPath(container.getName() + "/" + in.attempt + ".log")
                .setStdin(Boolean.TRUE.equals(container.getStdin()))
                .setStdinOnce(Boolean.TRUE.equals(container.getStdinOnce()))
                .setTty(Boolean.TRUE.equals(container.getTty()))
                .putAllLabels(labels(in))
                .putAllAnnotations(annotations(in))
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources.of(in.pod, container))
                        .setSecurityContext(securityContexts.of(in.pod, container, in.image, in.debugTarget)));
        variables.forEach((name, value) ->
                config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
        addMounts(in, variables, config);
        return config.build();
    }

    private static List<String> expanded(List<String> words, Map<String, String> variables) {
        return words == null
                ? List.of()
                : words.stream().map(word -> Expansion.expand(word, variables)).toList();
    }

    private static Map<String, String> labels(Inputs in) {
        return Map.of(
                RuntimeLabels.POD_NAMESPACE, in.pod.getMetadata().getNamespace(),
                RuntimeLabels.POD_NAME, in.pod.getMetadata().getName(),
                RuntimeLabels.POD_UID, in.pod.getMetadata().getUid(),
                RuntimeLabels.CONTAINER_NAME, in.container.getName());
    }

    private static Map<String, String> annotations(Inputs in) {
        Duration grace = PodSpecs.grace(in.pod);
        String policy = in.container.getTerminationMessagePolicy();
        return Map.of(
                RuntimeLabels.HASH, PodSpecs.hash(in.container),
                RuntimeLabels.RESTART_COUNT, Integer.toString(in.attempt),
                RuntimeLabels.TERMINATION_MESSAGE_PATH, messagePath(in.container),
                RuntimeLabels.TERMINATION_MESSAGE_POLICY, policy == null ? "File" : policy,
                RuntimeLabels.POD_GRACE, Long.toString(grace.toSeconds()));
    }

    private static String messagePath(Container container) {
        String path = container.getTerminationMessagePath();
        return path == null || path.isEmpty() ? DEFAULT_MESSAGE_PATH : path;
    }

    private void addMounts(Inputs in, Map<String, String> variables, ContainerConfig.Builder config)
            throws StartException {
        List<String> taken = new ArrayList<>();
        for (VolumeMount mount : in.container.getVolumeMounts()) {
            config.addMounts(mount(in, mount, variables));
            taken.add(mount.getMountPath().replaceFirst("/+$", ""));
        }
        String uid = in.pod.getMetadata().getUid();
        if (!taken.contains(HOSTS)) {
            config.addMounts(Mount.newBuilder()
                    .setContainerPath(HOSTS)
                    .setHostPath(files.etcHosts(uid).toString()));
        }
        String messagePath = messagePath(in.container);
        if (!taken.contains(messagePath)) {
            config.addMounts(Mount.newBuilder()
                    .setContainerPath(messagePath)
                    .setHostPath(messageFile(uid, in.container.getName()).toString()));
        }
    }

    private Path messageFile(String uid, String container) throws StartException {
        Path folder = files.terminationMessages(uid, container);
        Path file = folder.resolve(UUID.randomUUID().toString().substring(0, 8));
        try {
            Files.createDirectories(folder);
            Files.createFile(file);
            // whoever the container runs as may write it
            Modes.set(file, 0666);
            return file;
        } catch (IOException e) {
            throw new StartException("CreateContainerError", "no file for the termination message: " + e);
        }
    }

    private static Mount mount(Inputs in, VolumeMount mount, Map<String, String> variables) throws StartException {
        Path volume = in.volumes.get(mount.getName());
        if (volume == null) {
            throw StartException.config("cannot find volume \"" + mount.getName() + "\" to mount into container \""
                    + in.container.getName() + "\"");
        }
        String subPath =
                mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty()
                        ? Expansion.expand(mount.getSubPathExpr(), variables)
                        : mount.getSubPath();
        Path source = volume;
        if (subPath != null && !subPath.isEmpty()) {
            try {
                source = SubPaths.resolve(volume, subPath);
            } catch (VolumeException e) {
                throw StartException.config("failed to prepare subPath for volumeMount \"" + mount.getName()
                        + "\" of container \"" + in.container.getName() + "\": " + e.getMessage());
            }
        }
        String target = mount.getMountPath().startsWith("/") ? mount.getMountPath() : "/" + mount.getMountPath();
        return Mount.newBuilder()
                .setContainerPath(target)
                .setHostPath(source.toString())
                .setReadonly(Boolean.TRUE.equals(mount.getReadOnly()))
                .setPropagation(
                        switch (mount.getMountPropagation() == null ? "None" : mount.getMountPropagation()) {
                            case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                            case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                            default -> MountPropagation.PROPAGATION_PRIVATE;
                        })
                .build();
    }
}
