package org.nakhoda.node.volume;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nakhoda.node.objects.ClusterObjects;
import org.nakhoda.node.spec.Amounts;
import org.nakhoda.node.spec.FieldValues;
import org.nakhoda.node.spec.PodSpecs;

/**
 * A pod's volumes on this node. {@link #prepare} makes them and brings what comes from the cluster up to date; it can be
 * called at any time and again. What is secret stays in memory.
 */
public final class Volumes {
    private final PodFiles files;
    private final ClusterObjects objects;
    private final ClusterContent content;

    public Volumes(PodFiles files, ClusterObjects objects) {
        this.files = files;
        this.objects = objects;
        this.content = new ClusterContent(objects);
    }

    /**
     * @return where each volume is on the node, by name
     * @throws VolumeException naming the first volume that cannot be had
     */
    public Map<String, Path> prepare(Pod pod, FieldValues.Placement placement) throws VolumeException {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            try {
                paths.put(volume.getName(), prepare(pod, placement, volume));
            } catch (KubernetesClientException e) {
                // what was written before serves on while the API server cannot be asked
                paths.put(volume.getName(), existing(pod, volume.getName(), e));
            } catch (IOException | VolumeException e) {
                throw new VolumeException(
                        "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + e.getMessage(), e);
            }
        }
        return paths;
    }

    private Path existing(Pod pod, String name, KubernetesClientException failure) throws VolumeException {
        String uid = pod.getMetadata().getUid();
        return Stream.of(files.volume(uid, name), files.memoryVolume(uid, name))
                .filter(folder -> Files.exists(folder.resolve(AtomicWriter.DATA)))
                .findFirst()
                .orElseThrow(() -> new VolumeException(
                        "MountVolume.SetUp failed for volume \"" + name + "\" : the API server cannot be asked: "
                                + failure.getMessage(),
                        failure));
    }

    private Path prepare(Pod pod, FieldValues.Placement placement, Volume volume) throws IOException, VolumeException {
        String uid = pod.getMetadata().getUid();
        Optional<Long> group = PodSpecs.fsGroup(pod);
        if (volume.getEmptyDir() != null) {
            return emptyDir(files.volume(uid, volume.getName()), volume.getEmptyDir(), group);
        }
        if (volume.getHostPath() != null) {
            return HostPaths.resolve(
                    volume.getHostPath().getPath(), volume.getHostPath().getType());
        }
        if (volume.getConfigMap() != null) {
            return written(files.volume(uid, volume.getName()), content.of(pod, volume.getConfigMap()), group);
        }
        if (volume.getSecret() != null) {
            return written(files.memoryVolume(uid, volume.getName()), content.of(pod, volume.getSecret()), group);
        }
        if (volume.getDownwardAPI() != null) {
            Payload payload = content.of(
                    pod,
                    placement,
                    volume.getDownwardAPI().getItems(),
                    volume.getDownwardAPI().getDefaultMode());
            return written(files.volume(uid, volume.getName()), payload, group);
        }
        if (volume.getProjected() != null) {
            Payload payload = content.of(pod, placement, volume.getProjected());
            return written(files.memoryVolume(uid, volume.getName()), payload, group);
        }
        if (volume.getPersistentVolumeClaim() != null) {
            return claimed(pod, volume.getPersistentVolumeClaim().getClaimName());
        }
        if (volume.getEphemeral() != null) {
            return claimed(pod, pod.getMetadata().getName() + "-" + volume.getName());
        }
        throw new VolumeException("this node supports volumes of the types emptyDir, hostPath, configMap, secret,"
                + " downwardAPI, projected, ephemeral and persistentVolumeClaim (of hostPath and local volumes)");
    }

    private static Path emptyDir(Path folder, EmptyDirVolumeSource source, Optional<Long> group) throws IOException {
        boolean made = !Files.exists(folder);
        Files.createDirectories(folder);
        if ("Memory".equals(source.getMedium()) && !MemoryMounts.isMounted(folder)) {
            long size = source.getSizeLimit() == null
                    ? 0
                    : Amounts.exact(source.getSizeLimit()).longValue();
            MemoryMounts.ensure(folder, size);
            made = true;
        }
        if (made) {
            Modes.set(folder, 0777);
            if (group.isPresent()) {
                Trees.giveToGroup(folder, group.get());
            }
        }
        return folder;
    }

    private Path written(Path folder, Payload payload, Optional<Long> group) throws IOException {
        if (folder.startsWith(files.memory())) {
            MemoryMounts.ensure(files.memory(), 0);
        }
        new AtomicWriter(folder, group.orElse(null)).write(payload);
        if (group.isPresent()) {
            Files.setAttribute(folder, "unix:gid", group.get().intValue());
        }
        Modes.set(folder, group.isPresent() ? Modes.SET_GID | 0777 : 0777);
        return folder;
    }

    private Path claimed(Pod pod, String claimName) throws VolumeException {
        PersistentVolumeClaim claim = objects.claim(pod.getMetadata().getNamespace(), claimName)
                .orElseThrow(() -> new VolumeException("persistentvolumeclaim \"" + claimName + "\" not found"));
        String volumeName = claim.getSpec().getVolumeName();
        if (volumeName == null
                || volumeName.isEmpty()
                || claim.getStatus() == null
                || !"Bound".equals(claim.getStatus().getPhase())) {
            throw new VolumeException("persistentvolumeclaim \"" + claimName + "\" is not bound");
        }
        PersistentVolume volume = objects.volume(volumeName)
                .orElseThrow(() -> new VolumeException("persistentvolume \"" + volumeName + "\" not found"));
        if (volume.getSpec().getHostPath() != null) {
            return HostPaths.resolve(
                    volume.getSpec().getHostPath().getPath(),
                    volume.getSpec().getHostPath().getType());
        }
        if (volume.getSpec().getLocal() != null) {
            return HostPaths.resolve(volume.getSpec().getLocal().getPath(), "Directory");
        }
        throw new VolumeException("persistentvolume \"" + volumeName
                + "\" is of a type that this node does not support; it supports hostPath and local");
    }

    /** Unmounts and deletes everything of a pod that is gone. */
    public void remove(String uid) throws IOException {
        MemoryMounts.removeAll(files.pod(uid));
        Trees.delete(files.memoryOf(uid));
        Trees.delete(files.pod(uid));
        objects.forget(uid);
    }
}
