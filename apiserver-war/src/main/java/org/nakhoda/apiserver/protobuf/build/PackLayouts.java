package org.nakhoda.apiserver.protobuf.build;

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
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Writes {@code layouts.gz}, a line a message or field: {@code message NAME}, then for each field its number, its name
 * and its type: {@code string bytes bool int double} or a message's name, after {@code *} if repeated, after {@code %}
 * for the values of a map.
 */
public final class PackLayouts {
    private static final List<FileDescriptor> FILES = List.of(
            Meta.getDescriptor(),
            V1.getDescriptor(),
            V1Admissionregistration.getDescriptor(),
            V1Apiextensions.getDescriptor(),
            V1Apps.getDescriptor(),
            V1Authentication.getDescriptor(),
            V1Authorization.getDescriptor(),
            V1Autoscaling.getDescriptor(),
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
            V1Scheduling.getDescriptor(),
            V1Storage.getDescriptor(),
            V2Autoscaling.getDescriptor());

    private PackLayouts() {}

    /** @param arguments the directory to write to */
    public static void main(String[] arguments) throws IOException {
        Map<String, Descriptor> messages = new TreeMap<>();
        FILES.forEach(file -> file.getMessageTypes().forEach(message -> collect(message, messages)));
        Path directory = Path.of(arguments[0]);
        Files.createDirectories(directory);
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(directory.resolve("layouts.gz"))),
                StandardCharsets.US_ASCII)) {
            for (Descriptor message : messages.values()) {
                out.write("message " + message.getFullName() + "\n");
                for (FieldDescriptor field : message.getFields()) {
                    out.write(field.getNumber() + " " + field.getName() + " " + type(field) + "\n");
                }
            }
        }
    }

    private static void collect(Descriptor message, Map<String, Descriptor> messages) {
        if (!message.getOptions().getMapEntry() && messages.put(message.getFullName(), message) == null) {
            for (FieldDescriptor field : message.getFields()) {
                if (field.isMapField()) {
                    FieldDescriptor value = field.getMessageType().findFieldByName("value");
                    if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                        collect(value.getMessageType(), messages);
                    }
                } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    collect(field.getMessageType(), messages);
                }
            }
        }
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            return "%" + single(field.getMessageType().findFieldByName("value"));
        }
        return (field.isRepeated() ? "*" : "") + single(field);
    }

    private static String single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "string";
            case BYTE_STRING -> "bytes";
            case BOOLEAN -> "bool";
            case INT, LONG -> "int";
            case DOUBLE, FLOAT -> "double";
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> throw new IllegalStateException("Kubernetes' messages have no enumerations: " + field);
        };
    }
}
