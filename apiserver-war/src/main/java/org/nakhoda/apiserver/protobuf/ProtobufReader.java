package org.nakhoda.apiserver.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.apiserver.protobuf.Layouts.Field;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * From Kubernetes' protobuf to the JSON of the same object. The wire carries every field that is no pointer in Go, also
 * when it is empty; JSON leaves those out, and so do we: an empty text or a zero means "not set", except in the fields
 * that are pointers, where it is a value. Messages that Go embeds have a field of their own on the wire and none in JSON.
 */
public final class ProtobufReader {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int UNKNOWN_TYPE_META = 1;
    private static final int UNKNOWN_RAW = 2;
    /** Scalars that are pointers in Go, by name: there, zero differs from absent. */
    private static final Set<String> POINTERS = Set.of(
            "activeDeadlineSeconds",
            "allocateLoadBalancerNodePorts",
            "allowPrivilegeEscalation",
            "automountServiceAccountToken",
            "backoffLimit",
            "backoffLimitPerIndex",
            "blockOwnerDeletion",
            "completions",
            "controller",
            "deletionGracePeriodSeconds",
            "enableServiceLinks",
            "expirationSeconds",
            "failedJobsHistoryLimit",
            "fsGroup",
            "gracePeriodSeconds",
            "hostUsers",
            "immutable",
            "leaseTransitions",
            "maxFailedIndexes",
            "minReplicas",
            "optional",
            "orphanDependents",
            "parallelism",
            "partition",
            "priority",
            "privileged",
            "progressDeadlineSeconds",
            "readOnlyRootFilesystem",
            "ready",
            "replicas",
            "revisionHistoryLimit",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "serving",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "startingDeadlineSeconds",
            "storageClassName",
            "successfulJobsHistoryLimit",
            "suspend",
            "terminating",
            "terminationGracePeriodSeconds",
            "tolerationSeconds",
            "ttlSecondsAfterFinished",
            "value");

    private final Layouts layouts = Layouts.instance();

    /** What an envelope holds. */
    @SuppressWarnings("ArrayRecordComponent") // decoded at once, never compared
    public record Envelope(String apiVersion, String kind, byte[] raw) {}

    /**
     * Opens the envelope in which every object travels.
     *
     * @throws ProtobufException if this is none
     */
    public Envelope open(byte[] body) throws ProtobufException {
        for (int i = 0; i < MAGIC.length; i++) {
            if (body.length <= i || body[i] != MAGIC[i]) {
                throw new ProtobufException("the body does not begin with the prefix of a Kubernetes protobuf object");
            }
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length);
            String apiVersion = "";
            String kind = "";
            byte[] raw = {};
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case UNKNOWN_TYPE_META -> {
                        CodedInputStream meta = CodedInputStream.newInstance(in.readByteArray());
                        for (int inner = meta.readTag(); inner != 0; inner = meta.readTag()) {
                            switch (WireFormat.getTagFieldNumber(inner)) {
                                case 1 -> apiVersion = meta.readStringRequireUtf8();
                                case 2 -> kind = meta.readStringRequireUtf8();
                                default -> meta.skipField(inner);
                            }
                        }
                    }
                    case UNKNOWN_RAW -> raw = in.readByteArray();
                    default -> in.skipField(tag);
                }
            }
            return new Envelope(apiVersion, kind, raw);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /**
     * The object of an envelope.
     *
     * @param definition OpenAPI's name of the kind, such as {@code io.k8s.api.core.v1.ConfigMap}
     * @param schema of the kind; null if it has none
     * @throws ProtobufException if the kind has no protobuf form or the bytes are not of that form
     */
    public ObjectNode read(Envelope envelope, String definition, Schema schema) throws ProtobufException {
        String message = definition.startsWith("io.") ? "k8s.io" + definition.substring("io.k8s".length()) : definition;
        if (layouts.message(message) == null) {
            throw new ProtobufException(
                    envelope.apiVersion() + " " + envelope.kind() + " has no protobuf form here: send JSON");
        }
        try {
            ObjectNode object = Json.object();
            message(CodedInputStream.newInstance(envelope.raw()), message, schema, object, 0);
            object.put("apiVersion", envelope.apiVersion());
            object.put("kind", envelope.kind());
            return object;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static ProtobufException malformed(IOException e) {
        return new ProtobufException("the body is not well-formed protobuf: " + e.getMessage());
    }

    private void message(CodedInputStream in, String name, Schema schema, ObjectNode into, int depth)
            throws IOException, ProtobufException {
        if (depth > Json.MAX_DEPTH) {
            throw new ProtobufException("the object is nested deeper than " + Json.MAX_DEPTH + " levels");
        }
        Map<Integer, Field> fields = layouts.message(name);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Field field = fields.get(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                in.skipField(tag);
                continue;
            }
            Schema of = schema == null ? null : schema.properties().get(field.name());
            switch (field.cardinality()) {
                case SINGLE -> single(in, field, of, schema, into, depth);
                case REPEATED -> {
                    ArrayNode array = into.withArray("/" + field.name());
                    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                            && field.type().equals("int")) {
                        CodedInputStream packed = CodedInputStream.newInstance(in.readByteArray());
                        while (!packed.isAtEnd()) {
                            array.add(packed.readInt64());
                        }
                    } else {
                        add(array, value(in, field.type(), of == null ? null : of.items(), depth));
                    }
                }
                case MAP -> entry(in, field, of, into, depth);
            }
        }
    }

    private void single(CodedInputStream in, Field field, Schema of, Schema parent, ObjectNode into, int depth)
            throws IOException, ProtobufException {
        boolean embedded =
                of == null && parent != null && !parent.properties().isEmpty() && layouts.message(field.type()) != null;
        if (embedded) {
            message(CodedInputStream.newInstance(in.readByteArray()), field.type(), parent, into, depth + 1);
            return;
        }
        JsonNode value = value(in, field.type(), of, depth);
        if (value != null && (!isZero(value) || POINTERS.contains(field.name()))) {
            into.set(field.name(), value);
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isString() && value.asString().isEmpty()
                || value.isNumber() && value.asDouble() == 0
                || value.isBoolean() && !value.asBoolean();
    }

    private static void add(ArrayNode array, JsonNode value) {
        if (value != null) {
            array.add(value);
        }
    }

    private void entry(CodedInputStream in, Field field, Schema of, ObjectNode into, int depth)
            throws IOException, ProtobufException {
        CodedInputStream entry = CodedInputStream.newInstance(in.readByteArray());
        String key = "";
        JsonNode value = null;
        for (int tag = entry.readTag(); tag != 0; tag = entry.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = entry.readStringRequireUtf8();
                case 2 -> value = value(entry, field.type(), of == null ? null : of.values(), depth);
                default -> entry.skipField(tag);
            }
        }
        ObjectNode map = into.get(field.name()) instanceof ObjectNode there ? there : into.putObject(field.name());
        if (value == null) {
            map.put(key, "");
        } else {
            map.set(key, value);
        }
    }

    /** Null where JSON has nothing: a time that is not set. */
    private JsonNode value(CodedInputStream in, String type, Schema schema, int depth)
            throws IOException, ProtobufException {
        return switch (type) {
            case "string" -> Json.mapper().getNodeFactory().stringNode(in.readStringRequireUtf8());
            case "bytes" ->
                Json.mapper().getNodeFactory().stringNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case "bool" -> Json.mapper().getNodeFactory().booleanNode(in.readBool());
            case "int" -> Json.mapper().getNodeFactory().numberNode(in.readInt64());
            case "double" -> Json.mapper().getNodeFactory().numberNode(in.readDouble());
            default -> {
                CodedInputStream inner = CodedInputStream.newInstance(in.readByteArray());
                if (SpecialMessages.handles(type)) {
                    yield SpecialMessages.read(type, inner);
                }
                if (layouts.message(type) == null) {
                    throw new ProtobufException("there is no message " + type);
                }
                ObjectNode object = Json.object();
                message(inner, type, schema, object, depth + 1);
                yield isWrappedList(type) ? object.path("items") : object;
            }
        };
    }

    /** Go's named list types are messages on the wire. */
    private static boolean isWrappedList(String type) {
        return type.endsWith(".ExtraValue") || type.endsWith(".Verbs");
    }
}
