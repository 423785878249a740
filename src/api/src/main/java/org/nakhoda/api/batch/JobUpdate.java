package org.nakhoda.api.batch;

import java.util.List;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change in a job: its size if it is indexed, and, while it is suspended, where its pods go and what they get. */
final class JobUpdate {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> DIRECTIVES = List.of("nodeSelector", "tolerations", "schedulingGates");

    private JobUpdate() {}

    static void completions(JsonNode spec, JsonNode before, FieldErrors errors) {
        if (!Tree.text(spec, "completionMode").equals("Indexed")) {
            Values.immutable(spec, before, "completions", SPEC, errors);
        } else if (spec.has("completions")
                && !spec.path("completions").equals(before.path("completions"))
                && !spec.path("completions").equals(spec.path("parallelism"))) {
            errors.invalid(
                    SPEC.child("completions"),
                    spec.path("completions"),
                    "can only be modified in tandem with spec.parallelism");
        }
    }

    static void template(JsonNode spec, ObjectNode old, FieldErrors errors) {
        JsonNode now = spec.path("template");
        JsonNode was = old.path("spec").path("template");
        if (Values.same(now, was)) {
            return;
        }
        JsonNode rest = now;
        if (rests(old) && now instanceof ObjectNode changed && was instanceof ObjectNode before) {
            ObjectNode kept = changed.deepCopy();
            takeBack(kept, before);
            rest = kept;
        }
        if (!Values.same(rest, was)) {
            errors.invalid(SPEC.child("template"), now, "field is immutable");
        }
    }

    /** Whether no pod of the job is there: it is suspended, and either never was started or has taken its pods down. */
    private static boolean rests(ObjectNode job) {
        JsonNode status = job.path("status");
        return Tree.flag(job.path("spec"), "suspend")
                && (!status.has("startTime") || Tree.number(status, "active", 0) == 0);
    }

    private static void takeBack(ObjectNode template, ObjectNode before) {
        for (String map : List.of("labels", "annotations")) {
            Tree.carry(Tree.child(before.deepCopy(), "metadata"), Tree.child(template, "metadata"), map);
        }
        if (!(template.get("spec") instanceof ObjectNode spec) || !(before.get("spec") instanceof ObjectNode was)) {
            return;
        }
        DIRECTIVES.forEach(field -> Tree.carry(was, spec, field));
        ObjectNode affinity = Tree.child(spec, "affinity");
        JsonNode node = was.path("affinity").path("nodeAffinity");
        if (node.isMissingNode()) {
            affinity.remove("nodeAffinity");
        } else {
            affinity.set("nodeAffinity", node);
        }
        for (String list : List.of("containers", "initContainers")) {
            JsonNode containers = spec.path(list);
            JsonNode previous = was.path(list);
            for (int i = 0; i < Math.min(containers.size(), previous.size()); i++) {
                if (containers.get(i) instanceof ObjectNode container
                        && previous.get(i) instanceof ObjectNode earlier) {
                    Tree.carry(earlier, container, "resources");
                }
            }
        }
    }
}
