package org.nakhoda.api.core;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may change in a pod: images, activeDeadlineSeconds (set once, or shortened), tolerations (added), a negative
 * terminationGracePeriodSeconds (to 1), and scheduling gates (removed). Compares what is left after these.
 */
final class PodUpdate {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath ANNOTATIONS = FieldPath.of("metadata").child("annotations");

    private PodUpdate() {}

    static void validate(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        annotations(pod, old, errors);
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
            GatedPod.validate(spec, was, errors);
            Tree.carry(was, rest, "nodeSelector");
            GatedPod.takeBack(rest, was);
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
        int index = 0;
        for (JsonNode gate : gates) {
            boolean known = false;
            for (JsonNode old : before) {
                known |= old.equals(gate);
            }
            if (!known) {
                errors.forbidden(
                        SPEC.child("schedulingGates").index(index).child("name"),
                        "only deletion is allowed, but found new scheduling gate '" + Tree.text(gate, "name") + "'");
            }
            index++;
        }
    }

    /** What makes a pod a mirror of a static one, and how it is confined, is said when it is made. */
    static void annotations(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        JsonNode now = pod.path("metadata").path("annotations");
        JsonNode before = old.path("metadata").path("annotations");
        if (now.equals(before)) {
            return;
        }
        for (Map.Entry<String, JsonNode> annotation : before.properties()) {
            String what = fixed(annotation.getKey());
            if (what != null && !annotation.getValue().equals(now.get(annotation.getKey()))) {
                errors.forbidden(ANNOTATIONS.key(annotation.getKey()), "may not remove or update " + what);
            }
        }
        for (String name : now.propertyNames()) {
            if (fixed(name) != null && !before.has(name)) {
                errors.forbidden(ANNOTATIONS.key(name), "may not add " + fixed(name));
            }
        }
    }

    private static String fixed(String annotation) {
        if (annotation.equals("kubernetes.io/config.mirror")) {
            return "mirror pod annotation";
        }
        return annotation.startsWith("container.apparmor.security.beta.kubernetes.io/") ? "AppArmor annotations" : null;
    }
}
