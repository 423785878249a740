package org.nakhoda.api.apps;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.core.ClaimTemplates;
import org.nakhoda.api.core.VolumeWarnings;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about stateful sets. */
final class StatefulSetStrategy extends WorkloadStrategy {
    private static final List<String> MUTABLE = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    /** The set's name is part of its pods' host names. */
    StatefulSetStrategy() {
        super(Names::label);
    }

    @Override
    void specDefaults(ObjectNode spec) {
        Tree.defaultNumber(spec, "replicas", 1);
        Tree.defaultNumber(spec, "revisionHistoryLimit", 10);
        Tree.defaultText(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = Tree.child(spec, "updateStrategy");
        Tree.defaultText(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            Tree.defaultNumber(Tree.child(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = Tree.child(spec, "persistentVolumeClaimRetentionPolicy");
        Tree.defaultText(retention, "whenDeleted", "Retain");
        Tree.defaultText(retention, "whenScaled", "Retain");
        for (ObjectNode claim : Tree.objects(spec, "volumeClaimTemplates")) {
            claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
            ClaimTemplates.setDefaults(claim);
        }
    }

    @Override
    void specRules(JsonNode spec, FieldErrors errors) {
        Values.oneOf(spec, "podManagementPolicy", List.of("OrderedReady", "Parallel"), SPEC, errors);
        FieldPath path = SPEC.child("updateStrategy");
        JsonNode strategy = spec.path("updateStrategy");
        Values.oneOf(strategy, "type", List.of("OnDelete", "RollingUpdate"), path, errors);
        Values.notNegative(strategy.path("rollingUpdate"), "partition", path.child("rollingUpdate"), errors);
        Values.countOrPercent(
                strategy.path("rollingUpdate").path("maxUnavailable"),
                path.child("rollingUpdate", "maxUnavailable"),
                errors);
        JsonNode unavailable = strategy.path("rollingUpdate").path("maxUnavailable");
        if (Values.isZero(unavailable)) {
            errors.invalid(path.child("rollingUpdate", "maxUnavailable"), unavailable, "cannot be 0");
        } else if (Values.percent(unavailable) > 100) {
            errors.invalid(path.child("rollingUpdate", "maxUnavailable"), unavailable, "must not be greater than 100%");
        }
        if (Tree.text(strategy, "type").equals("OnDelete") && strategy.has("rollingUpdate")) {
            errors.invalid(
                    path.child("rollingUpdate"),
                    strategy.path("rollingUpdate"),
                    "only allowed for updateStrategy 'RollingUpdate'");
        }
        String service = Tree.text(spec, "serviceName");
        String fault = service.isEmpty() ? null : Names.dns1035Label(service);
        if (fault != null) {
            errors.invalid(SPEC.child("serviceName"), service, fault);
        }
        FieldPath retentionPath = SPEC.child("persistentVolumeClaimRetentionPolicy");
        for (String when : List.of("whenDeleted", "whenScaled")) {
            Values.oneOf(
                    spec.path("persistentVolumeClaimRetentionPolicy"),
                    when,
                    List.of("Delete", "Retain"),
                    retentionPath,
                    errors);
        }
        Values.notNegative(spec.path("ordinals"), "start", SPEC.child("ordinals"), errors);
    }

    @Override
    public void validateUpdate(ObjectNode set, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(set, old, errors);
        if (set.path("spec") instanceof ObjectNode spec && old.path("spec") instanceof ObjectNode before) {
            ObjectNode rest = spec.objectNode();
            spec.properties().forEach(e -> rest.set(e.getKey(), e.getValue()));
            MUTABLE.forEach(field -> Tree.carry(before, rest, field));
            ObjectNode was = before.deepCopy();
            specDefaults(was);
            if (!Values.same(rest, was)) {
                String last = MUTABLE.get(MUTABLE.size() - 1);
                errors.forbidden(
                        SPEC,
                        "updates to statefulset spec for fields other than '"
                                + String.join("', '", MUTABLE.subList(0, MUTABLE.size() - 1)) + "' and '" + last
                                + "' are forbidden");
            }
        }
    }

    /** The selector is one of the many fields that stay. */
    @Override
    void selectorStays(JsonNode spec, JsonNode before, FieldErrors errors) {}

    @Override
    List<String> specWarnings(ObjectNode set) {
        List<String> warnings = new ArrayList<>(0);
        int index = 0;
        for (ObjectNode claim : Tree.objects(set.path("spec"), "volumeClaimTemplates")) {
            FieldPath at = SPEC.child("volumeClaimTemplates").index(index++).child("spec");
            warnings.addAll(VolumeWarnings.ofClaimSpec(claim.path("spec"), at));
        }
        if (Tree.number(set.path("spec"), "revisionHistoryLimit", 0) < 0) {
            warnings.add(
                    "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is "
                            + "recommended");
        }
        return warnings;
    }

    @Override
    String holder() {
        return "StatefulSet";
    }

    @Override
    public void validateStatusUpdate(ObjectNode workload, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(workload, old, errors);
        ReplicaCounts.validate(
                workload, List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"), errors);
    }

    @Override
    String kind() {
        return "statefulset";
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().put("replicas", 0).put("availableReplicas", 0);
    }
}
