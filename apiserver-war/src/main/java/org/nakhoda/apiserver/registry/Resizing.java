package org.nakhoda.apiserver.registry;

import org.nakhoda.api.catalogue.Strategy;
import org.nakhoda.api.core.PodResize;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/resize}: takes what containers ask for, and nothing else, from the body. */
final class Resizing {
    private final Get get;
    private final Update update;

    Resizing(Get get, Update update) {
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
        Strategy strategy = call.type().strategy();
        ObjectNode pod = current.deepCopy();
        ObjectMetadata.takePrecondition(call, pod, wanted, current);
        if (wanted.get("spec") instanceof ObjectNode spec) {
            pod.set("spec", spec.deepCopy());
        }
        strategy.setDefaults(pod);
        strategy.prepareForUpdate(pod, current);
        Validation.check(call.type(), call.name(), errors -> {
            strategy.validate(pod, errors);
            PodResize.validate(pod, current, errors);
        });
        return pod;
    }
}
