package org.nakhoda.bench;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** What the benchmarks store. No scheduler takes the pods. */
final class Objects {
    private Objects() {}

    static ConfigMap configMap() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withGenerateName("bench-")
                .endMetadata()
                .addToData("key", "v".repeat(64))
                .build();
    }

    /**
     * @param name empty for one that the server gives
     * @param padding characters of an annotation
     */
    static Pod pod(String name, int padding) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name.isEmpty() ? null : name)
                .withGenerateName(name.isEmpty() ? "bench-" : null)
                .addToLabels("app", "bench")
                .addToAnnotations("padding", "p".repeat(padding))
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("nobody")
                .addNewContainer()
                .withName("main")
                .withImage("localhost/none:1")
                .endContainer()
                .endSpec()
                .build();
    }
}
