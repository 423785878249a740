package org.nakhoda.it.surface;

import java.util.concurrent.BlockingQueue;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * A client of the API, as far as it can act on whatever kind. Objects are in one namespace, which the client was made for,
 * or in none. What the server or the client itself refuses is thrown; what the client has no call for is {@link NotOffered}.
 */
interface Surface {
    String name();

    JsonNode create(Kind kind, JsonNode object, boolean dryRun) throws Exception;

    /** @return null if it is not there */
    JsonNode get(Kind kind, String name) throws Exception;

    /** @return a list */
    JsonNode list(Kind kind, boolean everywhere, String labels) throws Exception;

    JsonNode update(Kind kind, JsonNode object, boolean dryRun) throws Exception;

    JsonNode patch(Kind kind, String name, PatchForm form, String patch, boolean dryRun) throws Exception;

    JsonNode getStatus(Kind kind, String name) throws Exception;

    JsonNode updateStatus(Kind kind, JsonNode object) throws Exception;

    JsonNode patchStatus(Kind kind, String name, String mergePatch) throws Exception;

    JsonNode getScale(Kind kind, String name) throws Exception;

    JsonNode updateScale(Kind kind, String name, JsonNode scale) throws Exception;

    JsonNode patchScale(Kind kind, String name, String mergePatch) throws Exception;

    void delete(Kind kind, String name, boolean dryRun) throws Exception;

    void deleteCollection(Kind kind, String labels, boolean dryRun) throws Exception;

    /** @param events takes {@code TYPE name} until the watch is closed */
    AutoCloseable watch(Kind kind, String labels, BlockingQueue<String> events) throws Exception;

    /** Thrown where a client cannot express what is asked for. */
    @SuppressWarnings("serial")
    final class NotOffered extends Exception {
        NotOffered(String what) {
            super(what);
        }
    }

    /** The four kinds of patch. */
    enum PatchForm {
        JSON("application/json-patch+json"),
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        APPLY("application/apply-patch+yaml");

        final String mediaType;

        PatchForm(String mediaType) {
            this.mediaType = mediaType;
        }

        /** Sets the label that is named like this form. */
        String labelling(Kind kind, JsonNode object) {
            String label = name().toLowerCase(java.util.Locale.ROOT);
            if (this == JSON) {
                return "[{\"op\":\"add\",\"path\":\"/metadata/labels/" + label + "\",\"value\":\"set\"}]";
            }
            var patch = Json.object();
            if (this == APPLY) {
                patch.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
                patch.putObject("metadata").set("name", object.at("/metadata/name"));
                if (kind.namespaced()) {
                    patch.withObject("/metadata").set("namespace", object.at("/metadata/namespace"));
                }
            }
            patch.withObject("/metadata/labels").put(label, "set");
            return patch.toString();
        }
    }
}
