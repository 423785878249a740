package org.nakhoda.controllers.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** The pods of a Job as they are made. */
final class JobPods {
    private static final String ENVIRONMENT = "JOB_COMPLETION_INDEX";
    private static final int LONGEST_PREFIX = 57;

    private JobPods() {}

    /** Tracked until it has been counted. */
    static Pod tracked(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToFinalizers(JobFacts.TRACKING)
                .endMetadata()
                .build();
    }

    /** With its completion index in its name, its labels, its host name and its containers' environment. */
    static Pod indexed(Job job, Pod pod, int index) {
        String number = Integer.toString(index);
        String name = job.getMetadata().getName();
        String suffix = "-" + number;
        String stem = name.length() + suffix.length() > LONGEST_PREFIX
                ? name.substring(0, LONGEST_PREFIX - suffix.length())
                : name;
        return new PodBuilder(pod)
                .editMetadata()
                .withGenerateName(stem + suffix + "-")
                .addToAnnotations(JobFacts.INDEX, number)
                .addToLabels(JobFacts.INDEX, number)
                .endMetadata()
                .editSpec()
                .withHostname(name + suffix)
                .withContainers(withIndex(pod.getSpec().getContainers()))
                .withInitContainers(withIndex(pod.getSpec().getInitContainers()))
                .endSpec()
                .build();
    }

    private static List<Container> withIndex(List<Container> containers) {
        return containers.stream()
                .map(container -> container.getEnv().stream().anyMatch(env -> ENVIRONMENT.equals(env.getName()))
                        ? container
                        : new ContainerBuilder(container)
                                .addToEnv(new EnvVarBuilder()
                                        .withName(ENVIRONMENT)
                                        .withNewValueFrom()
                                        .withNewFieldRef("v1", "metadata.labels['" + JobFacts.INDEX + "']")
                                        .endValueFrom()
                                        .build())
                                .build())
                .toList();
    }
}
