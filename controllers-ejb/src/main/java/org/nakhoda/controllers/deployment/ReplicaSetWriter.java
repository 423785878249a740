package org.nakhoda.controllers.deployment;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.nakhoda.client.event.EventRecorder;
import org.nakhoda.client.meta.ConditionKind;
import org.nakhoda.client.meta.Owners;
import org.nakhoda.client.write.Deletion;
import org.nakhoda.client.write.MergePatch;
import org.nakhoda.controllers.pod.PodControl;
import org.nakhoda.controllers.pod.TemplateHash;
import tools.jackson.databind.node.ObjectNode;

/** What is written to a Deployment's ReplicaSets. */
final class ReplicaSetWriter {
    private static final String EVENT = "ScalingReplicaSet";

    private final KubernetesClient client;
    private final EventRecorder events;
    private final InstantSource clock;

    ReplicaSetWriter(KubernetesClient client, EventRecorder events, InstantSource clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /**
     * The ReplicaSets with a current one among them.
     *
     * @param deployment with the conditions and the revision that follow from it
     */
    record Current(Deployment deployment, Generations generations) {}

    /** Finds or makes the ReplicaSet of the Deployment's template and numbers it as the newest revision. */
    Current ensureCurrent(Deployment deployment, Generations generations) {
        boolean exists = generations.current().isPresent();
        Generations complete = exists
                ? updateCurrent(deployment, generations)
                : generations.withCurrent(create(deployment, generations));
        ReplicaSet current = complete.current().orElseThrow();
        Deployment numbered = copyRevision(deployment, current);
        String name = current.getMetadata().getName();
        if (Progress.deadline(numbered).isPresent()) {
            boolean known = Progress.CONDITIONS
                    .find(Progress.former(numbered).getConditions(), Progress.PROGRESSING)
                    .isPresent();
            if (!exists) {
                numbered = DeploymentController.withCondition(
                        numbered,
                        Progress.condition(
                                Progress.PROGRESSING,
                                ConditionKind.TRUE,
                                Progress.NEW_SET_CREATED,
                                "Created new replica set \"" + name + "\"",
                                clock.instant()));
            } else if (!known) {
                numbered = DeploymentController.withCondition(
                        numbered,
                        Progress.condition(
                                Progress.PROGRESSING,
                                ConditionKind.TRUE,
                                Progress.NEW_SET_FOUND,
                                "Found new replica set \"" + name + "\"",
                                clock.instant()));
            }
        }
        return new Current(numbered, complete);
    }

    /** Brings the annotations of an existing current ReplicaSet, and its minReadySeconds, up to date. */
    Generations updateCurrent(Deployment deployment, Generations generations) {
        ReplicaSet current = generations.current().orElseThrow();
        Map<String, String> before = Revisions.annotations(current);
        Map<String, String> after = Revisions.forCurrent(deployment, before, Revisions.next(generations.old()));
        Integer minReady = deployment.getSpec().getMinReadySeconds();
        boolean sameMinReady =
                Replicas.orZero(minReady) == Replicas.orZero(current.getSpec().getMinReadySeconds());
        if (after.equals(before) && sameMinReady) {
            return generations;
        }
        ReplicaSet updated = client.resource(new ReplicaSetBuilder(current)
                        .editMetadata()
                        .withAnnotations(after)
                        .endMetadata()
                        .editSpec()
                        .withMinReadySeconds(minReady)
                        .endSpec()
                        .build())
                .update();
        return generations.withCurrent(updated);
    }

    private Deployment copyRevision(Deployment deployment, ReplicaSet current) {
        String revision = Revisions.annotations(current).get(Revisions.REVISION);
        if (Objects.equals(Revisions.annotations(deployment).get(Revisions.REVISION), revision)) {
            return deployment;
        }
        Deployment patched = MergePatch.of(deployment)
                .ifUnchanged()
                .metadata(metadata -> metadata.putObject("annotations").put(Revisions.REVISION, revision))
                .send(client);
        return new DeploymentBuilder(patched).withStatus(deployment.getStatus()).build();
    }

    private ReplicaSet create(Deployment deployment, Generations generations) {
        Integer collisions = Progress.former(deployment).getCollisionCount();
        PodTemplateSpec template = deployment.getSpec().getTemplate();
        Object tree = client.getKubernetesSerialization().convertValue(template, Map.class);
        String hash = TemplateHash.of(tree, Replicas.orZero(collisions));
        ReplicaSet wanted = replicaSet(deployment, template, hash, generations);
        try {
            ReplicaSet created = client.resource(wanted).create();
            if (Replicas.wanted(created) > 0) {
                events.normal(
                        deployment,
                        EVENT,
                        "Scaled up replica set %s from 0 to %d"
                                .formatted(created.getMetadata().getName(), Replicas.wanted(created)));
            }
            return created;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return takenName(deployment, wanted, e);
            }
            if (!PodControl.isNamespaceTerminating(e)) {
                refused(deployment, wanted, e);
            }
            throw e;
        }
    }

    private static ReplicaSet replicaSet(
            Deployment deployment, PodTemplateSpec template, String hash, Generations generations) {
        Map<String, String> labels = new TreeMap<>(
                template.getMetadata() == null || template.getMetadata().getLabels() == null
                        ? Map.of()
                        : template.getMetadata().getLabels());
        labels.put(TemplateHash.LABEL, hash);
        LabelSelector selector = new LabelSelectorBuilder(deployment.getSpec().getSelector())
                .addToMatchLabels(TemplateHash.LABEL, hash)
                .build();
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withLabels(labels)
                .withAnnotations(Revisions.forCurrent(deployment, Map.of(), Revisions.next(generations.old())))
                .withOwnerReferences(Owners.controllerReference(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(RollingUpdate.currentSize(deployment, generations.all(), 0))
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withSelector(selector)
                .withTemplate(new PodTemplateSpecBuilder(template)
                        .editOrNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .endSpec()
                .build();
    }

    /** The name exists: either the cache is late and it is ours, or another template has the same hash. */
    private ReplicaSet takenName(Deployment deployment, ReplicaSet wanted, KubernetesClientException conflict) {
        ReplicaSet present = client.resource(wanted).get();
        if (present != null
                && Owners.isControlledBy(present, deployment)
                && Generations.of(deployment, List.of(present)).current().isPresent()) {
            return present;
        }
        int collisions = Replicas.orZero(Progress.former(deployment).getCollisionCount());
        client.resource(new DeploymentBuilder(deployment)
                        .withStatus(new DeploymentStatusBuilder(Progress.former(deployment))
                                .withCollisionCount(collisions + 1)
                                .build())
                        .build())
                .updateStatus();
        throw conflict;
    }

    private void refused(Deployment deployment, ReplicaSet wanted, KubernetesClientException cause) {
        String message = "Failed to create new replica set \"%s\": %s"
                .formatted(wanted.getMetadata().getName(), PodControl.reason(cause));
        events.warning(deployment, Progress.SET_CREATE_ERROR, message);
        if (Progress.deadline(deployment).isPresent()) {
            Deployment failed = DeploymentController.withCondition(
                    deployment,
                    Progress.condition(
                            Progress.PROGRESSING,
                            ConditionKind.FALSE,
                            Progress.SET_CREATE_ERROR,
                            message,
                            clock.instant()));
            if (!failed.getStatus().equals(Progress.former(deployment))) {
                client.resource(failed).updateStatus();
            }
        }
    }

    /** Sets a ReplicaSet's size and notes for which size of the Deployment that was. */
    ReplicaSet resize(Deployment deployment, Resize step) {
        ReplicaSet set = step.set();
        int before = Replicas.wanted(set);
        String desired = Integer.toString(Replicas.wanted(deployment));
        String most = Integer.toString(Replicas.wanted(deployment) + Replicas.maxSurge(deployment));
        Map<String, String> annotations = Revisions.annotations(set);
        if (before == step.size()
                && desired.equals(annotations.get(Revisions.DESIRED))
                && most.equals(annotations.get(Revisions.MOST))) {
            return set;
        }
        ReplicaSet resized = MergePatch.of(set)
                .ifUnchanged()
                .metadata(metadata -> annotate(metadata, desired, most))
                .set(body -> body.putObject("spec").put("replicas", step.size()))
                .send(client);
        if (before != step.size()) {
            events.normal(
                    deployment,
                    EVENT,
                    "Scaled %s replica set %s from %d to %d"
                            .formatted(
                                    before < step.size() ? "up" : "down",
                                    set.getMetadata().getName(),
                                    before,
                                    step.size()));
        }
        return resized;
    }

    private static void annotate(ObjectNode metadata, String desired, String most) {
        metadata.putObject("annotations").put(Revisions.DESIRED, desired).put(Revisions.MOST, most);
    }

    void forgetOldRevisions(Deployment deployment, Generations generations) {
        Revisions.forgotten(deployment, generations.old())
                .forEach(set -> Deletion.plain().of(set, client));
    }
}
