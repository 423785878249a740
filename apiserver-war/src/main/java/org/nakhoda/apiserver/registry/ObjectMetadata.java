package org.nakhoda.apiserver.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.status.ApiException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of an object's metadata that the server, not the client, decides. */
final class ObjectMetadata {
    private static final String[] KEPT = {"uid", "creationTimestamp"};
    /** Kept once they are there; that an update brings them is a fault, which validation names. */
    private static final String[] OF_DELETION = {"deletionTimestamp", "deletionGracePeriodSeconds"};

    private ObjectMetadata() {}

    static ObjectNode of(ObjectNode object) {
        return (ObjectNode) object.get("metadata");
    }

    static String text(ObjectNode object, String field) {
        return of(object).path(field).asString("");
    }

    /** Gives a new object its place and identity. The name is left to {@link Create}. */
    static void begin(ObjectNode object, Call call, Instant now) {
        ObjectNode metadata = of(object);
        if (!metadata.path("resourceVersion").asString("").isEmpty()) {
            throw ApiException.badRequest("resourceVersion should not be set on objects to be created");
        }
        if (!place(metadata, call)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        metadata.put("uid", randomUid());
        metadata.put("creationTimestamp", seconds(now));
        metadata.remove("resourceVersion");
        metadata.remove("generation");
        metadata.remove("deletionTimestamp");
        metadata.remove("deletionGracePeriodSeconds");
        metadata.remove("selfLink");
    }

    /** Restores what an update cannot change. */
    static void carryOver(ObjectNode object, ObjectNode old, Call call) {
        ObjectNode metadata = of(object);
        addressed(object, call);
        ObjectNode before = of(old);
        for (String field : KEPT) {
            JsonNode value = before.get(field);
            if (value == null) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
        for (String field : OF_DELETION) {
            JsonNode value = before.get(field);
            if (value != null) {
                metadata.set(field, value);
            } else if (!metadata.hasNonNull(field)) {
                metadata.remove(field);
            }
        }
        metadata.remove("selfLink");
    }

    /**
     * Gives an object that is sent to be written the namespace of the URL.
     *
     * @throws ApiException BAD_REQUEST if it is another object than the URL's
     */
    static void addressed(ObjectNode object, Call call) {
        named(object, call);
        if (!place(of(object), call)) {
            throw ApiException.badRequest("the namespace of the object (" + text(object, "namespace")
                    + ") does not match the namespace on the request (" + call.namespace() + ")");
        }
    }

    /**
     * @throws ApiException BAD_REQUEST if the object has another name than the URL
     */
    static void named(ObjectNode object, Call call) {
        String name = text(object, "name");
        if (!name.equals(call.name())) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
    }

    /** @return whether the object may be where the request says; that is where it is from then on */
    private static boolean place(ObjectNode metadata, Call call) {
        if (!call.type().namespaced()) {
            metadata.remove("namespace");
            return true;
        }
        String namespace = metadata.path("namespace").asString("");
        if (namespace.isEmpty()) {
            metadata.put("namespace", call.namespace());
            return true;
        }
        return namespace.equals(call.namespace());
    }

    /** Whole seconds, as Kubernetes writes times in metadata. */
    static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A random (version 4) UUID. A uid is an identity and no secret, so it need not cost a secure random number. */
    private static String randomUid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & 0xffffffffffff0fffL | 0x4000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /**
     * Takes from what a client sent the state on which it insists, and the managers that applying it makes. The current
     * revision is no wish: a patch carries the revision that it was applied to.
     *
     * @throws ApiException BAD_REQUEST if it sent another object than the URL's
     */
    static void takePrecondition(Call call, ObjectNode object, ObjectNode wanted, ObjectNode current) {
        addressed(wanted, call);
        Tree.carry(of(wanted), of(object), "uid");
        JsonNode revision = of(wanted).get("resourceVersion");
        if (revision == null || revision.equals(of(current).get("resourceVersion"))) {
            of(object).remove("resourceVersion");
        } else {
            of(object).set("resourceVersion", revision);
        }
        Tree.carry(of(wanted), of(object), FieldOwnership.FIELD);
    }
}
