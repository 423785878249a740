package org.nakhoda.apiserver.customresource;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' ConversionReview, v1 or v1beta1: what a conversion webhook is asked, and what it answers. */
final class ConversionReview {
    private static final String GROUP = "apiextensions.k8s.io/";

    private final String uid = UUID.randomUUID().toString();
    private final List<ObjectNode> objects;
    private final String wanted;
    private final String apiVersion;

    /**
     * @param versions of the review that the webhook understands, the most liked first
     * @param wanted the apiVersion into which the objects are to be converted
     */
    ConversionReview(JsonNode versions, List<ObjectNode> objects, String wanted) {
        this.objects = objects;
        this.wanted = wanted;
        this.apiVersion = GROUP + version(versions);
    }

    /** The first version that both sides speak. */
    private static String version(JsonNode versions) {
        for (JsonNode version : versions) {
            String text = version.asString("");
            if (text.equals("v1") || text.equals("v1beta1")) {
                return text;
            }
        }
        return "v1";
    }

    byte[] body() {
        ObjectNode review = Json.object().put("kind", "ConversionReview").put("apiVersion", apiVersion);
        ObjectNode request = review.putObject("request").put("uid", uid).put("desiredAPIVersion", wanted);
        ArrayNode asked = request.putArray("objects");
        objects.forEach(asked::add);
        return Json.bytes(review);
    }

    /** @throws FailedConversionException if this is no answer to this review, or not one that can be used */
    List<ObjectNode> read(byte[] answer) throws FailedConversionException {
        JsonNode review;
        try {
            review = Json.parse(answer);
        } catch (JacksonException e) {
            throw new FailedConversionException("the answer is not JSON: " + e.getOriginalMessage());
        }
        if (!Tree.text(review, "kind").equals("ConversionReview")
                || !Tree.text(review, "apiVersion").equals(apiVersion)) {
            throw new FailedConversionException("expected webhook response of " + apiVersion
                    + ", Kind=ConversionReview, got " + Tree.text(review, "apiVersion") + ", Kind="
                    + Tree.text(review, "kind"));
        }
        JsonNode response = review.path("response");
        if (!response.isObject()) {
            throw new FailedConversionException("no response provided");
        }
        if (!Tree.text(response, "uid").equals(uid)) {
            throw new FailedConversionException(
                    "expected response.uid=\"" + uid + "\", got \"" + Tree.text(response, "uid") + "\"");
        }
        requireSuccess(response.path("result"));
        return converted(response.path("convertedObjects"));
    }

    private static void requireSuccess(JsonNode result) throws FailedConversionException {
        String status = Tree.text(result, "status");
        if (!status.equals("Success")) {
            String message = Tree.text(result, "message");
            throw new FailedConversionException(
                    message.isEmpty() ? "response.result.status was '" + status + "', expected 'Success'" : message);
        }
    }

    private List<ObjectNode> converted(JsonNode answered) throws FailedConversionException {
        if (answered.size() != objects.size()) {
            throw new FailedConversionException("returned " + answered.size() + " objects, expected " + objects.size());
        }
        List<ObjectNode> converted = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            if (!(answered.get(i) instanceof ObjectNode object)) {
                throw new FailedConversionException(at(i) + "it is not an object");
            }
            compare(objects.get(i), object, i);
            restore(objects.get(i), object, i);
            converted.add(object);
        }
        return converted;
    }

    private static String at(int index) {
        return "returned invalid converted object at index " + index + ": ";
    }

    /** A conversion does not make another object. */
    private void compare(ObjectNode before, ObjectNode after, int index) throws FailedConversionException {
        same("groupVersion", wanted, Tree.text(after, "apiVersion"), index);
        same("kind", Tree.text(before, "kind"), Tree.text(after, "kind"), index);
        if (!(after.get("metadata") instanceof ObjectNode metadata)) {
            throw new FailedConversionException(at(index) + "it has no metadata");
        }
        for (String field : List.of("name", "namespace", "uid")) {
            same(field, Tree.text(before, "metadata", field), Tree.text(metadata, field), index);
        }
    }

    private static void same(String what, String expected, String received, int index)
            throws FailedConversionException {
        if (!expected.equals(received)) {
            throw new FailedConversionException(
                    at(index) + "invalid " + what + " (expected " + expected + ", received " + received + ")");
        }
    }

    /** Of metadata, a webhook may change labels and annotations. Whatever else it does to it is undone without a word. */
    private static void restore(ObjectNode before, ObjectNode after, int index) throws FailedConversionException {
        ObjectNode metadata = (ObjectNode) before.get("metadata").deepCopy();
        ObjectNode answered = (ObjectNode) after.get("metadata");
        for (String field : List.of("labels", "annotations")) {
            JsonNode value = answered.get(field);
            if (value == null || value.isNull()) {
                metadata.remove(field);
            } else if (isTexts(value)) {
                metadata.set(field, value);
            } else {
                throw new FailedConversionException("returned invalid metadata in object at index " + index
                        + ": metadata." + field + " is not a map of strings");
            }
        }
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("metadata");
        MetadataValidation.labels(metadata.path("labels"), path.child("labels"), errors);
        MetadataValidation.annotations(metadata.path("annotations"), path.child("annotations"), errors);
        if (!errors.isEmpty()) {
            throw new FailedConversionException("returned invalid metadata in object at index " + index + ": "
                    + errors.causes().get(0).field() + ": "
                    + errors.causes().get(0).message());
        }
        after.set("metadata", metadata);
    }

    private static boolean isTexts(JsonNode map) {
        return map.isObject()
                && map.properties().stream().allMatch(entry -> entry.getValue().isString());
    }
}
