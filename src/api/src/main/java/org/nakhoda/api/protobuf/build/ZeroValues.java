package org.nakhoda.api.protobuf.build;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.stream.Stream;

/**
 * Which optional scalars of Kubernetes' Go types are pointers. On the wire a plain scalar is always there, even when it
 * is zero, and only a pointer that is there with a zero says something. Descriptors do not tell the two apart.
 *
 * <p>Newer optional fields are pointers by Kubernetes' API conventions, so numbers and booleans count as pointers
 * unless they are listed as plain. Strings are plain unless they are listed as pointers: an empty one rarely means
 * anything. A name may be narrowed by its message: {@code Probe.timeoutSeconds}. Pointers win.
 */
final class ZeroValues {
    private static final String PLAIN_NUMBERS_AND_BOOLEANS = """
            active allowWatchBookmarks authenticated availableReplicas chapAuthDiscovery chapAuthSession code
            core.v1.Event.count EventSeries.count currentReplicas denied deprecatedCount failed failureThreshold
            fullyLabeledReplicas generation globalDefault healthCheckNodePort hostIPC hostNetwork hostPID hostPort
            initialDelaySeconds minReadySeconds nodePort number numberAvailable numberUnavailable observedGeneration
            AWSElasticBlockStoreVolumeSource.partition GCEPersistentDiskVolumeSource.partition paused periodSeconds
            publishNotReadyAddresses readOnly readyReplicas DeploymentStatus.replicas ScaleSpec.replicas
            retryAfterSeconds signal sizeBytes sslEnabled stdin stdinOnce succeeded successThreshold
            Probe.timeoutSeconds tty unavailableReplicas unschedulable updatedNumberScheduled updatedReplicas
            """;

    private static final String POINTERS = """
            AzureDiskVolumeSource.readOnly CSIVolumeSource.readOnly HorizontalPodAutoscalerStatus.observedGeneration
            IngressClassParametersReference.apiGroup IngressClassParametersReference.namespace
            TypedLocalObjectReference.apiGroup TypedObjectReference.apiGroup TypedObjectReference.namespace
            AzureDiskVolumeSource.fsType AzureDiskVolumeSource.kind CSIVolumeSource.fsType LocalVolumeSource.fsType
            ClusterTrustBundleProjection.name ClusterTrustBundleProjection.signerName discovery.v1.EndpointPort.name
            Container.restartPolicy Endpoint.hostname Endpoint.nodeName EndpointAddress.nodeName
            EphemeralContainerCommon.restartPolicy HostPathVolumeSource.type IngressPortStatus.error
            PersistentVolumeClaimSpec.storageClassName PodDNSConfigOption.value
            PodFailurePolicyOnExitCodesRequirement.containerName PodResourceClaim.resourceClaimName
            PodResourceClaimStatus.resourceClaimName PortStatus.error Preconditions.resourceVersion Preconditions.uid
            ResourceHealth.message StorageClass.reclaimPolicy NetworkPolicyPort.protocol
            discovery.v1.EndpointPort.protocol
            appProtocol cachingMode completionMode currentVolumeAttributesClassName endpointsNamespace failedIndexes
            fsGroupChangePolicy fsGroupPolicy gmsaCredentialSpec gmsaCredentialSpecName holderIdentity
            hostnameOverride ingressClassName initiatorName internalTrafficPolicy ipFamilyPolicy ipMode
            loadBalancerClass localhostProfile managedBy mountPropagation nodeAffinityPolicy nodeTaintsPolicy
            pathType persistentVolumeName podGroupName podReplacementPolicy preemptionPolicy preferredHolder
            procMount propagationPolicy recursiveReadOnly resourceClaimTemplateName runAsUserName runtimeClassName
            scope seLinuxChangePolicy secretNamespace selectPolicy service stopSignal LeaseSpec.strategy
            succeededIndexes supplementalGroupsPolicy timeZone trafficDistribution unhealthyPodEvictionPolicy
            volumeAttributesClassName volumeBindingMode volumeMode zone
            """;

    private ZeroValues() {}

    /**
     * Whether a zero or an empty string on the wire is a value rather than "not set"; false for what is no scalar.
     *
     * @param name the field's in JSON
     */
    static boolean matter(Descriptor message, String name, JavaType type) {
        String path = message.getFullName() + "." + name;
        return switch (type) {
            case STRING -> lists(POINTERS, path);
            case BOOLEAN, INT, LONG, DOUBLE -> lists(POINTERS, path) || !lists(PLAIN_NUMBERS_AND_BOOLEANS, path);
            default -> false;
        };
    }

    private static boolean lists(String names, String path) {
        return Stream.of(names.split("\\s+")).anyMatch(name -> path.endsWith("." + name));
    }
}
