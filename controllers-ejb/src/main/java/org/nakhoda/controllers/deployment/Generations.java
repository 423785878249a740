package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nakhoda.controllers.pod.TemplateHash;

/**
 * A Deployment's ReplicaSets, sorted out.
 *
 * @param current the one whose template is the Deployment's, if it exists
 * @param old all others, oldest first
 */
record Generations(Optional<ReplicaSet> current, List<ReplicaSet> old) {
    static Generations of(Deployment deployment, List<ReplicaSet> sets) {
        PodTemplateSpec wanted = bare(deployment.getSpec().getTemplate());
        List<ReplicaSet> byAge = sets.stream().sorted(Replicas.OLDEST_FIRST).toList();
        // with several equal ones, which only a race can make, all must choose the same
        Optional<ReplicaSet> current = byAge.stream()
                .filter(set -> bare(set.getSpec().getTemplate()).equals(wanted))
                .findFirst();
        return new Generations(
                current,
                byAge.stream()
                        .filter(set -> current.isEmpty() || set != current.get())
                        .toList());
    }

    /** A template without the label that only ReplicaSets carry. */
    private static PodTemplateSpec bare(PodTemplateSpec template) {
        Map<String, String> labels =
                template.getMetadata() == null || template.getMetadata().getLabels() == null
                        ? new TreeMap<>()
                        : new TreeMap<>(template.getMetadata().getLabels());
        labels.remove(TemplateHash.LABEL);
        return new PodTemplateSpecBuilder(template)
                .editOrNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    Generations withCurrent(ReplicaSet set) {
        return new Generations(Optional.of(set), old);
    }
}
