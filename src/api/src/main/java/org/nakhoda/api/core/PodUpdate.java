package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may change in a pod: images, activeDeadlineSeconds (set once, or shortened), tolerations (added), a negative
 * terminationGracePeriodSeconds (to 1), and scheduling gates (removed). Compares what is left after these.
 */
final class PodUpdate {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private PodUpdate() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode spec = pod.path("spec");
        JsonNode before = old.path("spec");
        if (Values.same(spec, before) || !spec.isObject() || !before.isObject()) {
            return;
        }
        activeDeadline(spec, before, errors);
        addedOnly(spec.path("tolerations"), before.path("tolerations"), errors);
        gatesRemovedOnly(spec.path("schedulingGates"), before.path("schedulingGates"), errors);

        ObjectNode rest = ((ObjectNode) spec).deepCopy();
        ObjectNode was = (ObjectNode) before;
        Tree.carry(was, rest, "activeDeadlineSeconds");
        Tree.carry(was, rest, "tolerations");
        Tree.carry(was, rest, "schedulingGates");
        if (Tree.number(was, "terminationGracePeriodSeconds", 0) < 0
                && Tree.number(rest, "terminationGracePeriodSeconds", 0) == 1) {
            Tree.carry(was, rest, "terminationGracePeriodSeconds");
        }
        if (!Tree.isEmpty(was.path("schedulingGates"))) {
            Tree.carry(was, rest, "nodeSelector");
            Tree.carry(was, rest, "affinity");
        }
        for (String list : List.of("containers", "initContainers")) {
            if (!images(rest.path(list), was.path(list))) {
                errors.forbidden(SPEC.child(list), "pod updates may not add or remove containers");
                return;
            }
        }
        if (!Values.same(rest, was)) {
            errors.forbidden(
                    SPEC,
                    "pod updates may not change fields other than `spec.containers[*].image`,"
                            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
                            + "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be "
                            + "set to 1 if it was previously negative)");
        }
    }

    private static boolean images(JsonNode containers, JsonNode before) {
        if (containers.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i) instanceof ObjectNode container
                    && before.get(i) instanceof ObjectNode was
                    && !Tree.text(container, "image").isEmpty()) {
                Tree.carry(was, container, "image");
            }
        }
        return true;
    }

    private static void activeDeadline(JsonNode spec, JsonNode before, FieldErrors errors) {
        FieldPath path = SPEC.child("activeDeadlineSeconds");
        long was = Tree.number(before, "activeDeadlineSeconds", Long.MAX_VALUE);
        JsonNode value = spec.path("activeDeadlineSeconds");
        if (value.isMissingNode()) {
            if (was != Long.MAX_VALUE) {
                errors.invalid(path, (JsonNode) null, "must not update from a positive integer to nil value");
            }
        } else if (value.asLong() > was) {
            errors.invalid(path, value, "must be less than or equal to previous value");
        }
    }

    /** Each old toleration must still be there; how long it tolerates may change. */
    private static void addedOnly(JsonNode tolerations, JsonNode before, FieldErrors errors) {
        for (ObjectNode old : Tree.objects(before)) {
            boolean found = false;
            for (ObjectNode one : Tree.objects(tolerations)) {
                found |= Tree.text(old, "key").equals(Tree.text(one, "key"))
                        && Tree.text(old, "operator").equals(Tree.text(one, "operator"))
                        && Tree.text(old, "value").equals(Tree.text(one, "value"))
                        && Tree.text(old, "effect").equals(Tree.text(one, "effect"));
            }
            if (!found) {
                errors.forbidden(
                        SPEC.child("tolerations"),
                        "existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static void gatesRemovedOnly(JsonNode gates, JsonNode before, FieldErrors errors) {
        if (!(gates instanceof ArrayNode)) {
            return;
        }
        for (JsonNode gate : gates) {
            boolean known = false;
            for (JsonNode old : before) {
                known |= old.equals(gate);
            }
            if (!known) {
                errors.forbidden(SPEC.child("schedulingGates").index(0), "only deletion is allowed");
                return;
            }
        }
    }
}
