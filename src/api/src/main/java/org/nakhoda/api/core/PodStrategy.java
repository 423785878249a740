package org.nakhoda.api.core;

import java.time.Instant;
import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about pods. */
final class PodStrategy extends ObjectStrategy {
    PodStrategy() {
        super(Shape.SPEC_AND_STATUS);
    }

    @Override
    public void setDefaults(ObjectNode pod) {
        PodDefaults.applyToPod(pod);
        if (pod.get("status") instanceof ObjectNode status) {
            addresses(status);
        }
    }

    /** The older field is the first of the newer list, and wins. */
    private static void addresses(ObjectNode status) {
        String one = Tree.text(status, "podIP");
        String first = Tree.text(status.path("podIPs").path(0), "ip");
        if (one.isEmpty() && !first.isEmpty()) {
            status.put("podIP", first);
        } else if (!one.isEmpty() && !one.equals(first)) {
            status.putArray("podIPs").addObject().put("ip", one);
        }
    }

    @Override
    public void prepareForCreate(ObjectNode pod, Instant now) {
        super.prepareForCreate(pod, now);
        ObjectNode status = pod.putObject("status");
        status.put("phase", "Pending");
        status.put("qosClass", QosClass.of(pod.path("spec")).text());
        if (!Tree.isEmpty(pod.path("spec").path("schedulingGates"))) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "PodScheduled")
                    .put("status", "False")
                    .put("reason", "SchedulingGated")
                    .put("message", "Scheduling is blocked due to non-empty scheduling gates");
        }
    }

    /** The node agent may label and annotate a pod together with its status. */
    @Override
    protected ObjectNode statusMetadata(ObjectNode metadata, ObjectNode old) {
        ObjectNode kept = super.statusMetadata(metadata, old);
        Tree.carry(metadata, kept, "labels");
        Tree.carry(metadata, kept, "annotations");
        return kept;
    }

    @Override
    public void validate(ObjectNode pod, FieldErrors errors) {
        super.validate(pod, errors);
        PodSpecValidation.validate(pod.path("spec"), FieldPath.of("spec"), errors);
    }

    @Override
    public void validateCreate(ObjectNode pod, FieldErrors errors) {
        JsonNode spec = pod.path("spec");
        FieldPath path = FieldPath.of("spec");
        if (!Tree.isEmpty(spec.path("ephemeralContainers"))) {
            errors.forbidden(path.child("ephemeralContainers"), "cannot be set on create");
        }
        if (!Tree.text(spec, "nodeName").isEmpty() && !Tree.isEmpty(spec.path("schedulingGates"))) {
            errors.forbidden(path.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        }
    }

    @Override
    public List<String> warnings(ObjectNode pod) {
        return PodWarnings.ofPod(pod);
    }

    /** Pods are updated by programs, which heed no warnings. */
    @Override
    public List<String> updateWarnings(ObjectNode pod, ObjectNode old) {
        return List.of();
    }

    @Override
    public void validateUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(pod, old, errors);
        PodUpdate.validate(pod, old, errors);
    }

    @Override
    public void validateStatusUpdate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        super.validateStatusUpdate(pod, old, errors);
        PodUpdate.annotations(pod, old, errors);
        int index = 0;
        for (ObjectNode condition : Tree.objects(pod.path("status"), "conditions")) {
            String type = Tree.text(condition, "type");
            String badType = Names.qualified(type);
            if (badType != null) {
                errors.invalid(
                        FieldPath.of("metadata")
                                .child("conditions")
                                .index(index)
                                .child("Type"),
                        type,
                        badType);
            }
            index++;
        }
        String nominated = Tree.text(pod.path("status"), "nominatedNodeName");
        String fault = nominated.isEmpty() ? null : Names.subdomain(nominated);
        if (fault != null) {
            errors.invalid(FieldPath.of("status").child("nominatedNodeName"), nominated, fault);
        }
    }

    /** A pod that no node has, or that has ended, is not waited for. */
    @Override
    public long gracePeriodSeconds(ObjectNode pod, Long requested) {
        long period =
                requested != null ? requested : Tree.number(pod.path("spec"), "terminationGracePeriodSeconds", 30);
        String phase = Tree.text(pod, "status", "phase");
        boolean nobodyWaits =
                Tree.text(pod, "spec", "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed");
        return nobodyWaits ? 0 : period < 0 ? 1 : period;
    }
}
