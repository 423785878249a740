package org.nakhoda.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The official Java client's classes say what a message is; no field may be unknown to them. */
class ProtobufEncoderTest {
    /** Definitions of kinds are without end, and have a test of their own. */
    static Stream<ResourceType> kindsWithMessages() {
        return BuiltinCatalogue.instance().all().stream()
                .filter(type -> ProtobufEncoder.knows(type.apiVersion(), type.kind()))
                .filter(type -> !type.kind().equals("CustomResourceDefinition"));
    }

    @ParameterizedTest
    @MethodSource("kindsWithMessages")
    void everyFieldOfEveryKindComesBack(ResourceType type) throws Exception {
        // given
        ObjectNode object = SampleObjects.of(type.apiVersion(), type.kind(), type.schema());
        withoutTypes(object.path("spec").path("volumeClaimTemplates"));

        // when
        byte[] encoded = ProtobufEncoder.encode(object);

        // then
        assertThat(toTheSecond(ProtobufDecoder.decode(encoded))).isEqualTo(object);
        Runtime.Unknown envelope = unwrapped(encoded);
        if (!type.kind().equals("APIService")) { // which the official classes lack
            known(DynamicMessage.parseFrom(descriptor(type.apiVersion(), type.kind()), envelope.getRaw()));
        }
        assertThat(envelope.getTypeMeta().getApiVersion()).isEqualTo(type.apiVersion());
        assertThat(envelope.getTypeMeta().getKind()).isEqualTo(type.kind());
    }

    @Test
    void anyKindThatKubernetesServesInProtobufHasItsMessage() {
        // given
        List<String> without = BuiltinCatalogue.instance().all().stream()
                .filter(type -> !ProtobufEncoder.knows(type.apiVersion(), type.kind()))
                .map(ResourceType::toString)
                .toList();

        // then: but for the kind that Kubernetes does not have
        assertThat(without).containsExactly("nakhoda.org/v1 Master");
        assertThat(ProtobufEncoder.knows("apps.example.org/v1", "Deployment")).isFalse();
        assertThat(ProtobufEncoder.knows("example.org/v1", "Pod")).isFalse();
        assertThatThrownBy(() -> ProtobufEncoder.encode(json("{'apiVersion': 'example.org/v1', 'kind': 'Pod'}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDefinitionOfAKindComesBackWithItsSchema() throws Exception {
        // given
        ObjectNode definition = json("""
                {'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition', 'metadata': {'name': 'a.b'},
                 'spec': {'group': 'b', 'scope': 'Namespaced', 'names': {'plural': 'a', 'kind': 'A'},
                   'versions': [{'name': 'v1', 'served': true, 'storage': false,
                     'subresources': {'status': {}},
                     'schema': {'openAPIV3Schema': {'type': 'object',
                       '$schema': 's', '$ref': '', 'x-kubernetes-preserve-unknown-fields': false,
                       'x-kubernetes-validations': [{'rule': 'self.a', 'message': 'm'}],
                       'properties': {
                         'any': {'additionalProperties': true, 'default': {'x': [1, null]}, 'enum': ['a', 1, {'b': 2}]},
                         'none': {'additionalProperties': false, 'minimum': 0, 'maximum': 1.5},
                         'map': {'additionalProperties': {'type': 'string', 'default': 'd'}},
                         'list': {'items': {'type': 'integer', 'x-kubernetes-int-or-string': true}},
                         'lists': {'items': [{'type': 'integer'}, {'type': 'string'}]},
                         'deep': {'properties': {'a': {'properties': {'b': {'properties': {'c': {'not': {}}}}}}}},
                         'both': {'dependencies': {'p': ['q', 'r'], 's': {'required': ['t']}}}}}}}]}}""");

        // when
        byte[] encoded = ProtobufEncoder.encode(definition);

        // then
        assertThat(ProtobufDecoder.decode(encoded).get("spec")).isEqualTo(definition.get("spec"));
        known(DynamicMessage.parseFrom(
                descriptor("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
                unwrapped(encoded).getRaw()));
    }

    @Test
    void whatIsNoPointerInGoIsThereWhenNobodySetIt() throws Exception {
        // when
        V1.ConfigMap map = V1.ConfigMap.parseFrom(
                unwrapped(ProtobufEncoder.encode(json("{'apiVersion': 'v1', 'kind': 'ConfigMap'}")))
                        .getRaw());
        V1.Pod pod = V1.Pod.parseFrom(unwrapped(ProtobufEncoder.encode(
                        json("{'apiVersion': 'v1', 'kind': 'Pod', 'spec': {'containers': [{}]}}")))
                .getRaw());

        // then
        assertThat(map.getMetadata().hasGeneration()).isTrue();
        assertThat(map.getMetadata().hasCreationTimestamp()).isTrue();
        assertThat(map.getMetadata().hasDeletionTimestamp()).isFalse();
        assertThat(map.hasImmutable()).isFalse();
        assertThat(pod.getSpec().hasHostNetwork()).isTrue();
        assertThat(pod.getSpec().hasTerminationGracePeriodSeconds()).isFalse();
        assertThat(pod.getSpec().getContainers(0).hasResources()).isTrue();
        assertThat(pod.hasStatus()).isTrue();
    }

    @Test
    void theEntriesOfMapsAreInTheOrderOfTheirKeys() {
        byte[] one =
                ProtobufEncoder.encode(json("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'data': {'b': '1', 'a': '2'}}"));
        byte[] other =
                ProtobufEncoder.encode(json("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'data': {'a': '2', 'b': '1'}}"));

        assertThat(one).isEqualTo(other);
    }

    @Test
    void theOfficialClassesReadAPod() throws Exception {
        // given
        ObjectNode pod = json("""
                {'apiVersion': 'v1', 'kind': 'Pod',
                 'metadata': {'name': 'p', 'uid': '1-2', 'creationTimestamp': '2026-01-02T03:04:05Z',
                   'generation': 0, 'labels': {'ä': '', 'b': 'ü'}, 'ownerReferences': [{'name': 'o', 'controller': false}],
                   'managedFields': [{'manager': 'm', 'fieldsV1': {'f:spec': {'.': {}}}}]},
                 'spec': {'terminationGracePeriodSeconds': 0, 'priority': -5,
                   'volumes': [{'name': 'v', 'emptyDir': {}}],
                   'containers': [{'name': 'c',
                     'resources': {'limits': {'cpu': '250m'}, 'requests': {'cpu': '1'}},
                     'readinessProbe': {'httpGet': {'port': 'web'}},
                     'livenessProbe': {'tcpSocket': {'port': 8080}, 'periodSeconds': 3}}]},
                 'status': {'startTime': '2026-01-02T03:04:05+02:00'}}""");

        // when
        V1.Pod read = V1.Pod.parseFrom(unwrapped(ProtobufEncoder.encode(pod)).getRaw());

        // then
        assertThat(read.getMetadata().getCreationTimestamp().getSeconds()).isEqualTo(1767323045);
        assertThat(read.getMetadata().hasGeneration()).isTrue();
        assertThat(read.getMetadata().getLabelsMap()).containsEntry("ä", "").containsEntry("b", "ü");
        assertThat(read.getMetadata().getOwnerReferences(0).hasController()).isTrue();
        assertThat(read.getMetadata().getManagedFields(0).getFieldsV1().getRaw().toStringUtf8())
                .isEqualTo("{\"f:spec\":{\".\":{}}}");
        V1.PodSpec spec = read.getSpec();
        assertThat(spec.hasTerminationGracePeriodSeconds()).isTrue();
        assertThat(spec.getPriority()).isEqualTo(-5);
        assertThat(spec.getVolumes(0).getVolumeSource().hasEmptyDir()).isTrue();
        V1.Container container = spec.getContainers(0);
        assertThat(container.getResources().getLimitsMap().get("cpu").getString())
                .isEqualTo("250m");
        assertThat(container
                        .getReadinessProbe()
                        .getHandler()
                        .getHttpGet()
                        .getPort()
                        .getType())
                .isEqualTo(1);
        assertThat(container
                        .getReadinessProbe()
                        .getHandler()
                        .getHttpGet()
                        .getPort()
                        .getStrVal())
                .isEqualTo("web");
        assertThat(container
                        .getLivenessProbe()
                        .getHandler()
                        .getTcpSocket()
                        .getPort()
                        .getIntVal())
                .isEqualTo(8080);
        assertThat(container.getLivenessProbe().getPeriodSeconds()).isEqualTo(3);
        assertThat(read.getStatus().getStartTime().getSeconds()).isEqualTo(1767323045 - 2 * 3600);
        assertThat(read.getStatus().getStartTime().getNanos()).isZero();
    }

    @Test
    void aListIsItsHeadItsItemsAndItsEnd() throws Exception {
        // given
        List<byte[]> items = Stream.of("a", "b", "c".repeat(300))
                .map(name -> ProtobufEncoder.message(
                        "v1", "ConfigMap", json("{'metadata': {'name': '" + name + "'}, 'data': {'k': 'v'}}")))
                .toList();
        ObjectNode metadata = json("{'resourceVersion': '77', 'continue': 'abc', 'remainingItemCount': 5}");

        // when
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long size = items.stream()
                .mapToLong(item -> item.length + ProtobufEncoder.itemHead(item).length)
                .sum();
        out.writeBytes(ProtobufEncoder.listHead("v1", "ConfigMapList", metadata, size));
        items.forEach(item -> {
            out.writeBytes(ProtobufEncoder.itemHead(item));
            out.writeBytes(item);
        });
        out.writeBytes(ProtobufEncoder.listEnd());

        // then
        V1.ConfigMapList list =
                V1.ConfigMapList.parseFrom(unwrapped(out.toByteArray()).getRaw());
        assertThat(list.getMetadata().getResourceVersion()).isEqualTo("77");
        assertThat(list.getMetadata().getContinue()).isEqualTo("abc");
        assertThat(list.getMetadata().getRemainingItemCount()).isEqualTo(5);
        assertThat(list.getItemsList())
                .extracting(item -> item.getMetadata().getName())
                .containsExactly("a", "b", "c".repeat(300));
    }

    @Test
    void anEventOfAWatchHasItsLengthBeforeIt() throws Exception {
        // given
        byte[] object = ProtobufEncoder.encode(json("{'apiVersion': 'v1', 'kind': 'Secret', 'data': {'a': 'AP8='}}"));

        // when
        byte[] frame = ProtobufEncoder.watchEvent("ADDED", object);

        // then
        assertThat(java.nio.ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
        Meta.WatchEvent event = Meta.WatchEvent.parseFrom(ByteString.copyFrom(frame, 4, frame.length - 4));
        assertThat(event.getType()).isEqualTo("ADDED");
        V1.Secret secret = V1.Secret.parseFrom(
                unwrapped(event.getObject().getRaw().toByteArray()).getRaw());
        assertThat(secret.getDataMap().get("a")).isEqualTo(ByteString.copyFrom(new byte[] {0, -1}));
    }

    @Test
    void aStatusSaysWhyARequestWasRefused() throws Exception {
        // given
        ObjectNode status = org.nakhoda.api.status.ApiException.notFound(
                        new org.nakhoda.api.meta.GroupResource("apps", "deployments"), "d")
                .toStatus();

        // when
        Meta.Status read =
                Meta.Status.parseFrom(unwrapped(ProtobufEncoder.encode(status)).getRaw());

        // then
        assertThat(read.getCode()).isEqualTo(404);
        assertThat(read.getReason()).isEqualTo("NotFound");
        assertThat(read.getDetails().getGroup()).isEqualTo("apps");
    }

    @Test
    void metadataAloneIsAPartialObject() throws Exception {
        byte[] message = ProtobufEncoder.partial(json("{'name': 'n', 'resourceVersion': '5'}"));

        Meta.PartialObjectMetadata partial = Meta.PartialObjectMetadata.parseFrom(message);

        assertThat(partial.getMetadata().getName()).isEqualTo("n");
        assertThat(partial.getMetadata().getResourceVersion()).isEqualTo("5");
    }

    private static Runtime.Unknown unwrapped(byte[] encoded) throws InvalidProtocolBufferException {
        assertThat(encoded).startsWith('k', '8', 's', 0);
        Runtime.Unknown envelope = Runtime.Unknown.parseFrom(ByteString.copyFrom(encoded, 4, encoded.length - 4));
        known(envelope);
        return envelope;
    }

    private static Descriptor descriptor(String apiVersion, String kind) {
        String[] name = Messages.nameOf(apiVersion, kind).split("\\.");
        String packaged = name[name.length - 3];
        String version = name[name.length - 2].replace('v', 'V');
        String file = packaged.equals("core")
                ? version
                : version + Character.toUpperCase(packaged.charAt(0)) + packaged.substring(1);
        try {
            FileDescriptor described = (FileDescriptor) Class.forName("io.kubernetes.client.proto." + file)
                    .getMethod("getDescriptor")
                    .invoke(null);
            return described.findMessageTypeByName(kind);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no official class " + file, e);
        }
    }

    private static void known(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as(message.getDescriptorForType().getFullName())
                .isEmpty();
        for (Object value : message.getAllFields().values()) {
            if (value instanceof Message inner) {
                known(inner);
            } else if (value instanceof Collection<?> list) {
                list.stream().filter(Message.class::isInstance).forEach(inner -> known((Message) inner));
            }
        }
    }

    /** Only the outermost object says its kind on the wire. */
    private static void withoutTypes(JsonNode objects) {
        objects.valueStream().forEach(object -> ((ObjectNode) object).remove(List.of("apiVersion", "kind")));
    }

    /** Where the schema says date-time and Go says MicroTime the text comes back to the microsecond. */
    private static ObjectNode toTheSecond(ObjectNode object) {
        return (ObjectNode) Json.parse(object.toString().replace(".000000Z\"", "Z\""));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.replace('\'', '"'));
    }
}
