package org.nakhoda.api.protobuf.build;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;

/** The messages of {@code apiregistration.k8s.io/v1}, which the official Java client's classes lack. */
final class RegistrationMessages {
    private static final String META = ".k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String OWN = ".k8s.io.kube_aggregator.pkg.apis.apiregistration.v1.";

    private RegistrationMessages() {}

    static FileDescriptor descriptor() {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("apiregistration.proto")
                .setPackage(OWN.substring(1, OWN.length() - 1))
                .addDependency(Meta.getDescriptor().getName())
                .addMessageType(message(
                        "APIService",
                        field(1, "metadata", META + "ObjectMeta"),
                        field(2, "spec", OWN + "APIServiceSpec"),
                        field(3, "status", OWN + "APIServiceStatus")))
                .addMessageType(message(
                        "APIServiceSpec",
                        field(1, "service", OWN + "ServiceReference"),
                        field(2, "group", Type.TYPE_STRING),
                        field(3, "version", Type.TYPE_STRING),
                        field(4, "insecureSkipTLSVerify", Type.TYPE_BOOL),
                        field(5, "caBundle", Type.TYPE_BYTES),
                        field(7, "groupPriorityMinimum", Type.TYPE_INT32),
                        field(8, "versionPriority", Type.TYPE_INT32)))
                .addMessageType(message(
                        "ServiceReference",
                        field(1, "namespace", Type.TYPE_STRING),
                        field(2, "name", Type.TYPE_STRING),
                        field(3, "port", Type.TYPE_INT32)))
                .addMessageType(message(
                        "APIServiceStatus",
                        field(1, "conditions", OWN + "APIServiceCondition").setLabel(Label.LABEL_REPEATED)))
                .addMessageType(message(
                        "APIServiceCondition",
                        field(1, "type", Type.TYPE_STRING),
                        field(2, "status", Type.TYPE_STRING),
                        field(3, "lastTransitionTime", META + "Time"),
                        field(4, "reason", Type.TYPE_STRING),
                        field(5, "message", Type.TYPE_STRING)))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[] {Meta.getDescriptor()});
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (FieldDescriptorProto.Builder field : fields) {
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder field(int number, String name, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setNumber(number)
                .setName(name)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FieldDescriptorProto.Builder field(int number, String name, String message) {
        return field(number, name, Type.TYPE_MESSAGE).setTypeName(message);
    }
}
