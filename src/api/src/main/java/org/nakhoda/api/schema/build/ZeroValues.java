package org.nakhoda.api.schema.build;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Which optional fields of Kubernetes' Go types say something when they are zero. A plain scalar that is zero and a list
 * or a map that is empty are the same as an absent one, and are not shown; a pointer to zero is a value. Neither OpenAPI
 * nor protobuf's descriptors tell the two apart.
 *
 * <p>Newer optional fields are pointers by Kubernetes' API conventions, so numbers and booleans count as pointers
 * unless they are listed as plain. Strings are plain unless they are listed as pointers: an empty one rarely means
 * anything. A name may be narrowed by its type: {@code Probe.timeoutSeconds}. Pointers win.
 */
public final class ZeroValues {
    private static final String PLAIN_NUMBERS_AND_BOOLEANS = """
            active allowWatchBookmarks authenticated availableReplicas chapAuthDiscovery chapAuthSession code
            core.v1.Event.count EventSeries.count currentReplicas denied deprecatedCount failed failureThreshold
            fullyLabeledReplicas generation globalDefault healthCheckNodePort hostIPC hostNetwork hostPID hostPort
            initialDelaySeconds minReadySeconds nodePort number numberAvailable numberUnavailable observedGeneration
            AWSElasticBlockStoreVolumeSource.partition GCEPersistentDiskVolumeSource.partition paused periodSeconds
            publishNotReadyAddresses readOnly readyReplicas DeploymentStatus.replicas ScaleSpec.replicas
            retryAfterSeconds signal sizeBytes sslEnabled stdin stdinOnce succeeded successThreshold
            Probe.timeoutSeconds tty unavailableReplicas unschedulable updatedNumberScheduled updatedReplicas
            clusterScope insecureSkipTLSVerify CustomResourceColumnDefinition.priority deprecated preserveUnknownFields
            exclusiveMaximum exclusiveMinimum uniqueItems nullable x-kubernetes-embedded-resource
            x-kubernetes-int-or-string
            """;

    private static final String POINTERS = """
            StatefulSetStatus.availableReplicas AzureDiskVolumeSource.readOnly CSIVolumeSource.readOnly HorizontalPodAutoscalerStatus.observedGeneration
            IngressClassParametersReference.apiGroup IngressClassParametersReference.namespace
            TypedLocalObjectReference.apiGroup TypedObjectReference.apiGroup TypedObjectReference.namespace
            AzureDiskVolumeSource.fsType AzureDiskVolumeSource.kind CSIVolumeSource.fsType LocalVolumeSource.fsType
            ClusterTrustBundleProjection.name ClusterTrustBundleProjection.signerName discovery.v1.EndpointPort.name
            Container.restartPolicy EphemeralContainer.restartPolicy Endpoint.hostname Endpoint.nodeName EndpointAddress.nodeName
            EphemeralContainerCommon.restartPolicy HostPathVolumeSource.type IngressPortStatus.error
            PersistentVolumeClaimSpec.storageClassName PodDNSConfigOption.value
            PodFailurePolicyOnExitCodesRequirement.containerName PodResourceClaim.resourceClaimName
            PodResourceClaimStatus.resourceClaimName PortStatus.error Preconditions.resourceVersion Preconditions.uid
            ResourceHealth.message StorageClass.reclaimPolicy NetworkPolicyPort.protocol
            discovery.v1.EndpointPort.protocol DeviceAttribute.string DeviceAttribute.version
            ResourceSliceSpec.nodeName matchAttribute failurePolicy matchPolicy sideEffects reinvocationPolicy
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

    /** Lists that are shown although they are empty. */
    private static final String LISTS = """
            Role.rules ClusterRole.rules EndpointSlice.ports CSINodeDriver.topologyKeys
            HorizontalPodAutoscalerStatus.currentMetrics CustomResourceDefinitionStatus.conditions
            CustomResourceDefinitionStatus.storedVersions
            """;

    private static final Set<String> NUMBERS_AND_BOOLEANS = Set.of("int32", "int64", "double", "boolean");

    private ZeroValues() {}

    /**
     * Whether a zero, an empty string, list or map is a value rather than "not set"; true for what is none of these.
     *
     * @param field its type and its name in JSON, {@code io.k8s.api.core.v1.Probe.timeoutSeconds}
     * @param notation its type in the notation of {@link org.nakhoda.api.schema.BuiltinSchemas}
     */
    public static boolean matter(String field, String notation) {
        if (notation.startsWith("[]") || notation.startsWith("{}")) {
            return lists(LISTS, field);
        }
        if (NUMBERS_AND_BOOLEANS.contains(notation)) {
            return lists(POINTERS, field) || !lists(PLAIN_NUMBERS_AND_BOOLEANS, field);
        }
        return !notation.equals("string") && !notation.equals("byte") || lists(POINTERS, field);
    }

    private static boolean lists(String names, String field) {
        return Stream.of(names.split("\\s+")).anyMatch(name -> field.endsWith("." + name));
    }
}
