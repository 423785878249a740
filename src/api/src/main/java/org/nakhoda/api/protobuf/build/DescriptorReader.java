package org.nakhoda.api.protobuf.build;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Resource;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Apidiscovery;
import io.kubernetes.client.proto.V2Autoscaling;
import io.kubernetes.client.proto.V2beta1Apidiscovery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/**
 * Walks from the messages that have a packed schema to every message they use, and writes down their fields in the
 * notation that {@code org.nakhoda.api.protobuf.Messages} documents. What the descriptors do not tell (names in JSON, what JSON
 * inlines, which zeros are values) comes from {@link GoTypes}.
 */
final class DescriptorReader {
    private static final List<FileDescriptor> FILES = List.of(
            Meta.getDescriptor(),
            V1.getDescriptor(),
            V1Admissionregistration.getDescriptor(),
            V1Apiextensions.getDescriptor(),
            V1Apps.getDescriptor(),
            V1Authentication.getDescriptor(),
            V1Authorization.getDescriptor(),
            V1Autoscaling.getDescriptor(),
            V2Autoscaling.getDescriptor(),
            V1Batch.getDescriptor(),
            V1Certificates.getDescriptor(),
            V1Coordination.getDescriptor(),
            V1Discovery.getDescriptor(),
            V1Events.getDescriptor(),
            V1Flowcontrol.getDescriptor(),
            V1Networking.getDescriptor(),
            V1Node.getDescriptor(),
            V1Policy.getDescriptor(),
            V1Rbac.getDescriptor(),
            V1Resource.getDescriptor(),
            V1Scheduling.getDescriptor(),
            V1Storage.getDescriptor(),
            V2Apidiscovery.getDescriptor(),
            V2beta1Apidiscovery.getDescriptor(),
            RegistrationMessages.descriptor());

    private static final String MACHINERY = "k8s.io.apimachinery.pkg.";

    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

    /** Messages whose JSON is not an object of the same fields. */
    private static final Map<String, String> SPECIAL = Map.of(
            MACHINERY + "api.resource.Quantity", "quantity",
            MACHINERY + "util.intstr.IntOrString", "int-or-string",
            MACHINERY + "apis.meta.v1.Time", "time",
            MACHINERY + "apis.meta.v1.MicroTime", "micro-time",
            MACHINERY + "apis.meta.v1.FieldsV1", "json",
            MACHINERY + "runtime.RawExtension", "json",
            EXTENSIONS + "JSON", "json",
            EXTENSIONS + "JSONSchemaPropsOrBool", "schema-or-bool",
            EXTENSIONS + "JSONSchemaPropsOrArray", "schema-or-array",
            EXTENSIONS + "JSONSchemaPropsOrStringArray", "schema-or-strings");

    /** What is served in protobuf and has no schema. */
    private static final List<String> MORE = List.of(
            "k8s.io.api.apidiscovery.v2.APIGroupDiscoveryList",
            "k8s.io.api.apidiscovery.v2beta1.APIGroupDiscoveryList");

    private final GoTypes types = GoTypes.read();
    private final Map<String, ObjectNode> messages = new TreeMap<>();
    private final Deque<Descriptor> waiting = new ArrayDeque<>();

    ObjectNode readAll() {
        Map<String, Descriptor> known = new HashMap<>();
        FILES.forEach(file -> file.getMessageTypes().forEach(m -> known.put(m.getFullName(), m)));
        Stream.concat(BuiltinSchemas.names().stream().map(DescriptorReader::messageName), MORE.stream())
                .map(known::get)
                .filter(message -> message != null && special(message) == null)
                .forEach(this::reached);
        while (!waiting.isEmpty()) {
            read(waiting.removeFirst());
        }
        ObjectNode all = Json.object();
        messages.forEach(all::set);
        return all;
    }

    /** Protobuf says {@code k8s.io.api.core.v1.Pod} where OpenAPI says {@code io.k8s.api.core.v1.Pod}. */
    private static String messageName(String definition) {
        return definition.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_');
    }

    private String reached(Descriptor message) {
        if (!messages.containsKey(message.getFullName())) {
            messages.put(message.getFullName(), Json.object());
            waiting.add(message);
        }
        return message.getFullName();
    }

    /** Fields that Go does not declare are newer than its types, and left out. */
    private void read(Descriptor message) {
        ObjectNode fields = messages.get(message.getFullName());
        for (FieldDescriptor field : message.getFields()) {
            types.find(message.getFullName(), field.getName())
                    .ifPresent(go ->
                            fields.put(Integer.toString(field.getNumber()), go.jsonName() + " " + notation(field, go)));
        }
    }

    private String notation(FieldDescriptor field, GoTypes.Field go) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            if (entry.findFieldByNumber(1).getType() != FieldDescriptor.Type.STRING) {
                throw new IllegalStateException("a map whose keys are no strings: " + field.getFullName());
            }
            return "{}" + type(entry.findFieldByNumber(2));
        }
        if (field.isRepeated()) {
            return "[]" + type(field);
        }
        if (go.embedded()) {
            return "^" + type(field);
        }
        boolean isMessage = field.getType() == FieldDescriptor.Type.MESSAGE;
        return (go.pointer() ? "" : "+") + (!isMessage && (go.pointer() || go.keepsZero()) ? "!" : "") + type(field);
    }

    private String type(FieldDescriptor field) {
        return switch (field.getType()) {
            case STRING -> "string";
            case BYTES -> "bytes";
            case BOOL -> "bool";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case DOUBLE -> "double";
            case MESSAGE -> {
                String special = special(field.getMessageType());
                yield special != null ? special : "#" + reached(field.getMessageType());
            }
            default -> throw new IllegalStateException("no notation for " + field.getType() + " of " + field);
        };
    }

    private static String special(Descriptor message) {
        return isWrappedList(message) ? "strings" : SPECIAL.get(message.getFullName());
    }

    /** Go's named list types, such as ExtraValue, are messages of their own on the wire. */
    private static boolean isWrappedList(Descriptor message) {
        if (message.getFields().size() != 1) {
            return false;
        }
        FieldDescriptor only = message.getFields().get(0);
        return only.getName().equals("items") && only.isRepeated() && only.getType() == FieldDescriptor.Type.STRING;
    }
}
