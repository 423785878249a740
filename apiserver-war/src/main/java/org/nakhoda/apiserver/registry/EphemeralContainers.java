package org.nakhoda.apiserver.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pods/ephemeralcontainers}, by which a running pod is debugged: takes {@code spec.ephemeralContainers}, and
 * nothing else, from the body. Containers can be added; those that are there stay as they are.
 */
final class EphemeralContainers {
    private static final String LIST = "ephemeralContainers";
    /** What a container that nobody restarts and nobody counts on cannot have. */
    private static final List<String> FORBIDDEN =
            List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources");

    private final Get get;
    private final Update update;

    EphemeralContainers(Get get, Update update) {
        this.get = get;
        this.update = update;
    }

    ApiResponse handle(Call call) {
        return switch (call.target().verb()) {
            case "get" -> get.handle(call);
            case "update" -> {
                ObjectNode body = Bodies.object(call);
                yield written(call, current -> with(call, current, body));
            }
            case "patch" -> {
                Patch patch = Patching.read(call, call.type());
                yield written(call, current -> with(call, current, Patching.apply(call, patch, current, call.type())));
            }
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiResponse written(Call call, Update.Change change) {
        return Responses.object(call, 200, update.update(call, Part.SERVER, change));
    }

    private static ObjectNode with(Call call, ObjectNode current, ObjectNode wanted) {
        ObjectNode pod = current.deepCopy();
        ObjectMetadata.takePrecondition(call, pod, wanted, current);
        ObjectNode spec = pod.withObject("/spec");
        JsonNode containers = wanted.path("spec").path(LIST);
        if (containers.isEmpty()) {
            spec.remove(LIST);
        } else {
            spec.set(LIST, containers);
        }
        Strategy strategy = call.type().strategy();
        strategy.setDefaults(pod);
        strategy.prepareForUpdate(pod, current);
        Validation.check(call.type(), call.name(), errors -> {
            strategy.validate(pod, errors);
            validate(pod.path("spec"), current.path("spec"), errors);
        });
        return pod;
    }

    private static void validate(JsonNode spec, JsonNode old, FieldErrors errors) {
        FieldPath path = FieldPath.of("spec").child(LIST);
        Set<String> targets = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            Tree.objects(spec, list).forEach(container -> targets.add(Tree.text(container, "name")));
        }
        Map<String, ObjectNode> present = new HashMap<>();
        int index = 0;
        for (ObjectNode container : Tree.objects(spec, LIST)) {
            FieldPath at = path.index(index++);
            present.put(Tree.text(container, "name"), container);
            FORBIDDEN.stream()
                    .filter(field -> !Tree.isEmpty(container.path(field)))
                    .forEach(field -> errors.forbidden(at.child(field), "cannot be set for an Ephemeral Container"));
            String target = Tree.text(container, "targetContainerName");
            if (!target.isEmpty() && !targets.contains(target)) {
                errors.notFound(at.child("targetContainerName"), container.path("targetContainerName"));
            }
        }
        for (ObjectNode container : Tree.objects(old, LIST)) {
            String name = Tree.text(container, "name");
            ObjectNode now = present.get(name);
            if (now == null) {
                errors.forbidden(path, "existing ephemeral container \"" + name + "\" may not be removed");
            } else if (!now.equals(container)) {
                errors.forbidden(path, "existing ephemeral container \"" + name + "\" may not be changed");
            }
        }
    }
}
