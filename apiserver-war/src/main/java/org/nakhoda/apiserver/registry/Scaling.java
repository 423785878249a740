package org.nakhoda.apiserver.registry;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.ScalePaths;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code scale} subresource: an object's replicas, seen and set as an autoscaling/v1 Scale. */
final class Scaling {
    static final String API_VERSION = "autoscaling/v1";
    private static final ObjectKind SCALE = new ObjectKind("autoscaling", "v1", "Scale");

    private final Catalogue catalogue;
    private final Get get;
    private final Update update;
    private final AdmissionChain admission;

    Scaling(Catalogue catalogue, Get get, Update update, AdmissionChain admission) {
        this.catalogue = catalogue;
        this.get = get;
        this.update = update;
        this.admission = admission;
    }

    /** Admission is asked about the Scale, and may change its replicas. */
    private final class AskingAboutScale implements Asking {
        private final Call call;
        private AdmissionRequest asked;

        AskingAboutScale(Call call) {
            this.call = call;
        }

        @Override
        public void mutate(AdmissionRequest write) {
            asked = AdmissionChain.request(
                    Operation.UPDATE, call, SCALE, scale(call, write.object()), scale(call, write.old()));
            admission.mutate(asked);
            setReplicas(call, write.object(), replicas(call, asked.object()));
        }

        @Override
        public void validate(AdmissionRequest write) {
            admission.validate(asked);
        }
    }

    ApiResponse handle(Call call) {
        return switch (call.target().verb()) {
            case "get" -> {
                get.await(call);
                yield Responses.plain(
                        call,
                        200,
                        scale(
                                call,
                                StoredShape.tree(call.type(), get.current(call).json())));
            }
            case "update" -> {
                ObjectNode scale = Bodies.object(call, scaleType());
                yield write(call, current -> scale);
            }
            case "patch" -> {
                if (call.applies()) {
                    yield apply(call);
                }
                Patch patch = Patching.read(call, scaleType());
                yield write(call, current -> Patching.apply(call, patch, scale(call, current), scaleType()));
            }
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ResourceType scaleType() {
        return catalogue
                .byKind("autoscaling", "v1", "Scale")
                .orElseThrow(() -> new IllegalStateException("the catalogue has no autoscaling/v1 Scale"));
    }

    private ApiResponse write(Call call, Update.Change change) {
        byte[] written = update.update(
                call,
                Part.MAIN,
                current -> {
                    ObjectNode scale = change.apply(current);
                    ObjectMetadata.addressed(scale, call);
                    ObjectNode object = current.deepCopy();
                    Tree.carry(ObjectMetadata.of(scale), ObjectMetadata.of(object), "uid");
                    String revision = ObjectMetadata.text(scale, "resourceVersion");
                    if (revision.isEmpty() || call.target().verb().equals("patch")) {
                        ObjectMetadata.of(object).remove("resourceVersion");
                    } else {
                        ObjectMetadata.of(object).put("resourceVersion", revision);
                    }
                    setReplicas(call, object, replicas(call, scale));
                    return object;
                },
                new AskingAboutScale(call));
        return Responses.plain(call, 200, scale(call, StoredShape.tree(call.type(), written)));
    }

    /** A Scale is applied as the part of the object that it stands for. */
    private ApiResponse apply(Call call) {
        Patch patch = Patching.applying(call, part(call, Patching.configuration(call, scaleType())));
        byte[] written = update.update(
                call,
                Part.MAIN,
                current -> {
                    ObjectNode object = (ObjectNode) patch.apply(current);
                    replicas(call, scale(call, object));
                    if (ObjectMetadata.text(object, "resourceVersion")
                            .equals(ObjectMetadata.text(current, "resourceVersion"))) {
                        ObjectMetadata.of(object).remove("resourceVersion");
                    }
                    return object;
                },
                new AskingAboutScale(call));
        return Responses.plain(call, 200, scale(call, StoredShape.tree(call.type(), written)));
    }

    private static ObjectNode part(Call call, ObjectNode scale) {
        ObjectNode part = Json.object();
        part.set("metadata", scale.get("metadata"));
        JsonNode replicas = scale.path("spec").path("replicas");
        if (!replicas.isMissingNode()) {
            String pointer = call.type().scale().specReplicas();
            int last = pointer.lastIndexOf('/');
            part.withObject(pointer.substring(0, last)).set(pointer.substring(last + 1), replicas);
        }
        return part;
    }

    private static int replicas(Call call, ObjectNode scale) {
        int replicas = scale.path("spec").path("replicas").asInt(0);
        Validation.check(call.type(), call.name(), errors -> {
            if (replicas < 0) {
                errors.invalid(
                        "spec.replicas", scale.path("spec").path("replicas"), "must be greater than or equal to 0");
            }
        });
        return replicas;
    }

    private static void setReplicas(Call call, ObjectNode object, int replicas) {
        String[] names = call.type().scale().specReplicas().substring(1).split("/");
        ObjectNode parent = object;
        for (String name : Arrays.copyOf(names, names.length - 1)) {
            if (!(parent.get(name) instanceof ObjectNode)) {
                parent.putObject(name);
            }
            parent = (ObjectNode) parent.get(name);
        }
        parent.put(names[names.length - 1], replicas);
    }

    private ObjectNode scale(Call call, ObjectNode object) {
        ScalePaths paths = call.type().scale();
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", API_VERSION);
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            JsonNode value = ObjectMetadata.of(object).get(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        scale.putObject("spec").put("replicas", object.at(paths.specReplicas()).asInt(0));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.at(paths.statusReplicas()).asInt(0));
        // the empty pointer would be the whole object; here it says that the kind has no selector
        String selector = paths.selector().isEmpty() ? "" : selector(object.at(paths.selector()));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    private static String selector(JsonNode selector) {
        if (selector.isString()) {
            return selector.asString();
        }
        if (!selector.isObject()) {
            return "";
        }
        if (selector.has("matchLabels") || selector.has("matchExpressions")) {
            return LabelSelector.fromObject(selector).toString();
        }
        Map<String, String> labels = new TreeMap<>();
        selector.properties().forEach(l -> labels.put(l.getKey(), l.getValue().asString("")));
        return LabelSelector.ofLabels(labels).toString();
    }
}
