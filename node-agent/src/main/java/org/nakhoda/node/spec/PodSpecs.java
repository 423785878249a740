package org.nakhoda.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Questions to a pod's specification. */
public final class PodSpecs {
    /** Annotation of a pod that comes from a file or a URL, and of its mirror in the API: the hash of what was read. */
    public static final String CONFIG_HASH = "kubernetes.io/config.hash";

    /** Annotation: which source the pod comes from ({@code file}, {@code http}, {@code api}). */
    public static final String CONFIG_SOURCE = "kubernetes.io/config.source";

    /** Annotation of a mirror: the hash of the pod that it shows. */
    public static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

    private static final String ALWAYS = "Always";
    private static final String NEVER = "Never";
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    private PodSpecs() {}

    public static boolean isMirror(Pod pod) {
        return annotations(pod).containsKey(CONFIG_MIRROR);
    }

    /** Whether the pod comes from a file or a URL on this node. */
    public static boolean isStatic(Pod pod) {
        String source = annotations(pod).get(CONFIG_SOURCE);
        return source != null && !source.equals("api");
    }

    public static Map<String, String> annotations(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    public static boolean hostNetwork(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    /** The group that the pod's volumes belong to. */
    public static Optional<Long> fsGroup(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext()).map(PodSecurityContext::getFsGroup);
    }

    /** An init container that goes on running beside the main containers. */
    public static boolean isSidecar(Container initContainer) {
        return ALWAYS.equals(initContainer.getRestartPolicy());
    }

    public static List<Container> sidecars(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .filter(PodSpecs::isSidecar)
                .toList();
    }

    public static boolean neverRestarts(Pod pod) {
        return NEVER.equals(pod.getSpec().getRestartPolicy());
    }

    /** Whether a container that ended with this exit code is to run again; its own policy goes before the pod's. */
    public static boolean restarts(Pod pod, Container container, int exitCode) {
        String own = container.getRestartPolicy();
        String policy = own != null ? own : pod.getSpec().getRestartPolicy();
        return policy == null || policy.equals(ALWAYS) || (policy.equals("OnFailure") && exitCode != 0);
    }

    /** Init containers, main containers, and those that were added for debugging. */
    public static List<Container> allContainers(Pod pod) {
        List<Container> all = new ArrayList<>(pod.getSpec().getInitContainers());
        all.addAll(pod.getSpec().getContainers());
        all.addAll(ephemeral(pod));
        return all;
    }

    public static Optional<Container> container(Pod pod, String name) {
        return allContainers(pod).stream().filter(c -> c.getName().equals(name)).findFirst();
    }

    /** Containers added for debugging, as if they were containers like others. */
    public static List<Container> ephemeral(Pod pod) {
        return stream(pod.getSpec().getEphemeralContainers())
                .map(e -> new ContainerBuilder()
                        .withName(e.getName())
                        .withImage(e.getImage())
                        .withImagePullPolicy(e.getImagePullPolicy())
                        .withCommand(e.getCommand())
                        .withArgs(e.getArgs())
                        .withWorkingDir(e.getWorkingDir())
                        .withEnv(e.getEnv())
                        .withEnvFrom(e.getEnvFrom())
                        .withResources(e.getResources())
                        .withVolumeMounts(e.getVolumeMounts())
                        .withSecurityContext(e.getSecurityContext())
                        .withStdin(e.getStdin())
                        .withStdinOnce(e.getStdinOnce())
                        .withTty(e.getTty())
                        .withTerminationMessagePath(e.getTerminationMessagePath())
                        .withTerminationMessagePolicy(e.getTerminationMessagePolicy())
                        .withRestartPolicy(NEVER)
                        .build())
                .toList();
    }

    /** Whose processes a debugging container is to see. */
    public static Optional<String> debugTarget(Pod pod, String name) {
        return stream(pod.getSpec().getEphemeralContainers())
                .filter(e -> e.getName().equals(name))
                .map(EphemeralContainer::getTargetContainerName)
                .filter(target -> target != null && !target.isEmpty())
                .findFirst();
    }

    /** How long the pod's containers may take to end; the deletion's own wish goes before the specification's. */
    public static Duration grace(Pod pod) {
        Long deletion = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (pod.getMetadata().getDeletionTimestamp() != null && deletion != null) {
            // at least a moment, so that the processes hear of it
            return Duration.ofSeconds(Math.max(1, deletion));
        }
        Long spec = pod.getSpec().getTerminationGracePeriodSeconds();
        return spec == null ? DEFAULT_GRACE : Duration.ofSeconds(Math.max(1, spec));
    }

    /** Of what cannot change in place: a container with another hash has to be made anew. */
    public static String hash(Container container) {
        CRC32 crc = new CRC32();
        crc.update((container.getName() + "\0" + container.getImage()).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    private static <T> Stream<T> stream(List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}
