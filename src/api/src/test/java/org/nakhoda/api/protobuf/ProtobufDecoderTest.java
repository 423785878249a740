package org.nakhoda.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.api.protobuf.Envelope.decoded;

import com.google.protobuf.ByteString;
import io.kubernetes.client.proto.IntStr.IntOrString;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource.Quantity;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import org.junit.jupiter.api.Test;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.schema.Conformance;
import tools.jackson.databind.node.ObjectNode;

class ProtobufDecoderTest {
    /** Metadata as Go writes it: every plain field is there, and only the name says something. */
    private static Meta.ObjectMeta.Builder metadata(String name) {
        return Meta.ObjectMeta.newBuilder()
                .setName(name)
                .setGenerateName("")
                .setNamespace("")
                .setSelfLink("")
                .setUid("")
                .setResourceVersion("")
                .setGeneration(0)
                .setCreationTimestamp(Meta.Time.newBuilder());
    }

    private static Meta.Time time(long seconds) {
        return Meta.Time.newBuilder().setSeconds(seconds).setNanos(0).build();
    }

    private static void isJson(ObjectNode actual, String expected) {
        assertThat(actual).isEqualTo(Json.parse(expected.replace('\'', '"')));
    }

    @Test
    void leavesOutWhatAGoClientWritesWithoutHavingSetIt() {
        V1.ConfigMap map = V1.ConfigMap.newBuilder()
                .setMetadata(metadata("x"))
                .putData("a", "b")
                .putData("empty", "")
                .putBinaryData("bin", ByteString.copyFrom(new byte[] {0, (byte) 0xFF}))
                .build();

        isJson(decoded("v1", "ConfigMap", map), """
                {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'x'},
                 'data': {'a': 'b', 'empty': ''}, 'binaryData': {'bin': 'AP8='}}""");
    }

    @Test
    void readsADeploymentAsItsJson() {
        V1.Container container = V1.Container.newBuilder()
                .setName("c")
                .setImage("nginx")
                .setWorkingDir("")
                .setStdin(false)
                .setResources(V1.ResourceRequirements.newBuilder()
                        .putLimits(
                                "cpu", Quantity.newBuilder().setString("250m").build()))
                .addPorts(V1.ContainerPort.newBuilder().setHostPort(0).setContainerPort(80))
                .setLivenessProbe(V1.Probe.newBuilder()
                        .setHandler(V1.ProbeHandler.newBuilder()
                                .setHttpGet(V1.HTTPGetAction.newBuilder()
                                        .setPath("/live")
                                        .setPort(IntOrString.newBuilder()
                                                .setType(1)
                                                .setStrVal("web"))))
                        .setPeriodSeconds(5))
                .addEnv(V1.EnvVar.newBuilder()
                        .setName("E")
                        .setValueFrom(V1.EnvVarSource.newBuilder()
                                .setSecretKeyRef(V1.SecretKeySelector.newBuilder()
                                        .setLocalObjectReference(V1.LocalObjectReference.newBuilder()
                                                .setName("s"))
                                        .setKey("k")
                                        .setOptional(false))))
                .build();
        V1Apps.Deployment deployment = V1Apps.Deployment.newBuilder()
                .setMetadata(metadata("d"))
                .setSpec(V1Apps.DeploymentSpec.newBuilder()
                        .setReplicas(0)
                        .setMinReadySeconds(0)
                        .setPaused(false)
                        .setStrategy(V1Apps.DeploymentStrategy.newBuilder()
                                .setType("RollingUpdate")
                                .setRollingUpdate(V1Apps.RollingUpdateDeployment.newBuilder()
                                        .setMaxSurge(IntOrString.newBuilder()
                                                .setType(1)
                                                .setIntVal(0)
                                                .setStrVal("25%"))
                                        .setMaxUnavailable(IntOrString.newBuilder()
                                                .setType(0)
                                                .setIntVal(0)
                                                .setStrVal(""))))
                        .setTemplate(V1.PodTemplateSpec.newBuilder()
                                .setSpec(V1.PodSpec.newBuilder()
                                        .addContainers(container)
                                        .setHostNetwork(false)
                                        .setAutomountServiceAccountToken(false)
                                        .setTerminationGracePeriodSeconds(0)
                                        .addVolumes(V1.Volume.newBuilder()
                                                .setName("tmp")
                                                .setVolumeSource(V1.VolumeSource.newBuilder()
                                                        .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder()
                                                                .setMedium("")))))))
                .setStatus(V1Apps.DeploymentStatus.newBuilder()
                        .setObservedGeneration(0)
                        .setReplicas(0))
                .build();

        ObjectNode decoded = decoded("apps/v1", "Deployment", deployment);

        isJson(decoded, """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'd'},
                 'spec': {
                   'replicas': 0,
                   'strategy': {'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': '25%', 'maxUnavailable': 0}},
                   'template': {'spec': {
                     'automountServiceAccountToken': false, 'terminationGracePeriodSeconds': 0,
                     'volumes': [{'name': 'tmp', 'emptyDir': {}}],
                     'containers': [{
                       'name': 'c', 'image': 'nginx', 'ports': [{'containerPort': 80}],
                       'resources': {'limits': {'cpu': '250m'}},
                       'livenessProbe': {'httpGet': {'path': '/live', 'port': 'web'}, 'periodSeconds': 5},
                       'env': [{'name': 'E', 'valueFrom': {
                         'secretKeyRef': {'name': 's', 'key': 'k', 'optional': false}}}]}]}}},
                 'status': {}}""");
        Conformance conformance = Conformance.check(BuiltinSchemas.of("io.k8s.api.apps.v1.Deployment"), decoded);
        assertThat(conformance.readable()).isTrue();
        assertThat(conformance.unknownFields()).isEmpty();
    }

    @Test
    void readsTheBytesOfASecret() {
        V1.Secret secret = V1.Secret.newBuilder()
                .putData("password", ByteString.copyFromUtf8("geheim"))
                .putData("nothing", ByteString.EMPTY)
                .setType("Opaque")
                .setImmutable(false)
                .build();

        isJson(decoded("v1", "Secret", secret), """
                {'apiVersion': 'v1', 'kind': 'Secret', 'type': 'Opaque', 'immutable': false,
                 'data': {'password': 'Z2VoZWlt', 'nothing': ''}}""");
    }

    @Test
    void readsTimesToTheSecondAndLeasesToTheMicrosecond() {
        Meta.ObjectMeta metadata =
                metadata("l").setCreationTimestamp(time(1_700_000_000)).build();
        V1Coordination.Lease lease = V1Coordination.Lease.newBuilder()
                .setMetadata(metadata)
                .setSpec(V1Coordination.LeaseSpec.newBuilder()
                        .setHolderIdentity("")
                        .setLeaseTransitions(0)
                        .setRenewTime(Meta.MicroTime.newBuilder()
                                .setSeconds(1_700_000_000)
                                .setNanos(120_000)))
                .build();

        isJson(decoded("coordination.k8s.io/v1", "Lease", lease), """
                {'apiVersion': 'coordination.k8s.io/v1', 'kind': 'Lease',
                 'metadata': {'name': 'l', 'creationTimestamp': '2023-11-14T22:13:20Z'},
                 'spec': {'holderIdentity': '', 'leaseTransitions': 0, 'renewTime': '2023-11-14T22:13:20.000120Z'}}""");
    }

    @Test
    void keepsAnEmptyStringOnlyWhereItIsAValue() {
        V1.PersistentVolumeClaim claim = V1.PersistentVolumeClaim.newBuilder()
                .setSpec(V1.PersistentVolumeClaimSpec.newBuilder()
                        .setStorageClassName("")
                        .setVolumeName(""))
                .build();
        V1Rbac.RoleBinding binding = V1Rbac.RoleBinding.newBuilder()
                .addSubjects(V1Rbac.Subject.newBuilder()
                        .setKind("User")
                        .setApiGroup("")
                        .setName("u")
                        .setNamespace(""))
                .setRoleRef(V1Rbac.RoleRef.newBuilder()
                        .setApiGroup("")
                        .setKind("Role")
                        .setName("r"))
                .build();

        isJson(decoded("v1", "PersistentVolumeClaim", claim), """
                {'apiVersion': 'v1', 'kind': 'PersistentVolumeClaim', 'spec': {'storageClassName': ''}}""");
        isJson(decoded("rbac.authorization.k8s.io/v1", "RoleBinding", binding), """
                {'apiVersion': 'rbac.authorization.k8s.io/v1', 'kind': 'RoleBinding',
                 'subjects': [{'kind': 'User', 'name': 'u'}],
                 'roleRef': {'apiGroup': '', 'kind': 'Role', 'name': 'r'}}""");
    }

    @Test
    void readsListsAndDocumentsThatAreMessagesOfTheirOwn() {
        V1Authorization.SubjectAccessReview review = V1Authorization.SubjectAccessReview.newBuilder()
                .setSpec(V1Authorization.SubjectAccessReviewSpec.newBuilder()
                        .setUser("u")
                        .putExtra(
                                "scopes",
                                V1Authorization.ExtraValue.newBuilder()
                                        .addItems("a")
                                        .addItems("")
                                        .build()))
                .build();
        V1Apps.ControllerRevision revision = V1Apps.ControllerRevision.newBuilder()
                .setData(Runtime.RawExtension.newBuilder().setRaw(ByteString.copyFromUtf8("{\"spec\":{\"a\":[1]}}")))
                .setRevision(0)
                .build();

        isJson(decoded("authorization.k8s.io/v1", "SubjectAccessReview", review), """
                {'apiVersion': 'authorization.k8s.io/v1', 'kind': 'SubjectAccessReview',
                 'spec': {'user': 'u', 'extra': {'scopes': ['a', '']}}}""");
        isJson(decoded("apps/v1", "ControllerRevision", revision), """
                {'apiVersion': 'apps/v1', 'kind': 'ControllerRevision', 'revision': 0, 'data': {'spec': {'a': [1]}}}""");
    }

    @Test
    void readsTheBodiesOfSubresources() {
        Meta.DeleteOptions options = Meta.DeleteOptions.newBuilder()
                .setGracePeriodSeconds(0)
                .setPropagationPolicy("Background")
                .build();
        V1Authentication.TokenRequest request = V1Authentication.TokenRequest.newBuilder()
                .setSpec(V1Authentication.TokenRequestSpec.newBuilder()
                        .addAudiences("api")
                        .setExpirationSeconds(600)
                        .setBoundObjectRef(V1Authentication.BoundObjectReference.newBuilder()
                                .setUID("1-2")))
                .build();

        isJson(decoded("apps/v1", "DeleteOptions", options), """
                {'apiVersion': 'apps/v1', 'kind': 'DeleteOptions',
                 'gracePeriodSeconds': 0, 'propagationPolicy': 'Background'}""");
        isJson(decoded("authentication.k8s.io/v1", "TokenRequest", request), """
                {'apiVersion': 'authentication.k8s.io/v1', 'kind': 'TokenRequest',
                 'spec': {'audiences': ['api'], 'expirationSeconds': 600, 'boundObjectRef': {'uid': '1-2'}}}""");
        assertThat(decoded("autoscaling/v1", "Scale", V1Autoscaling.Scale.getDefaultInstance()))
                .hasSize(2);
        assertThat(decoded("policy/v1", "Eviction", V1Policy.Eviction.getDefaultInstance()))
                .hasSize(2);
        assertThat(decoded("v1", "Binding", V1.Binding.getDefaultInstance())).hasSize(2);
    }
}
