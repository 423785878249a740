package org.nakhoda.api.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How lists of the built-in kinds merge: the facts that Kubernetes' API states beside its types and that the models do
 * not carry. One line a field: definition, field, list type ({@code atomic}, {@code set}, {@code map:key,key} or
 * {@code -}), and, where strategic merge patch does more than replace, its strategy with the merge key after a colon.
 */
final class MergeFacts {
    /** What is known of one list. */
    record Fact(String listType, List<String> listMapKeys, String patchStrategy, String patchMergeKey) {}

    static final Fact NONE = new Fact(null, List.of(), null, null);

    private static final String META = """
            meta.ObjectMeta ownerReferences map:uid merge:uid
            meta.ObjectMeta finalizers set merge
            meta.ObjectMeta managedFields atomic
            meta.LabelSelector matchExpressions atomic
            meta.LabelSelectorRequirement values atomic
            meta.FieldSelectorRequirement values atomic
            meta.StatusDetails causes atomic
            meta.DeleteOptions dryRun atomic
            meta.APIVersions versions atomic
            meta.APIVersions serverAddressByClientCIDRs atomic
            meta.APIGroup versions atomic
            meta.APIGroup serverAddressByClientCIDRs atomic
            meta.APIGroupList groups atomic
            meta.APIResourceList resources atomic
            meta.APIResource shortNames atomic
            meta.APIResource categories atomic
            """;

    private static final String PODS = """
            core.PodSpec volumes map:name merge,retainKeys:name
            core.PodSpec initContainers map:name merge:name
            core.PodSpec containers map:name merge:name
            core.PodSpec ephemeralContainers map:name merge:name
            core.PodSpec imagePullSecrets map:name merge:name
            core.PodSpec hostAliases map:ip merge:ip
            core.PodSpec tolerations atomic
            core.PodSpec readinessGates atomic
            core.PodSpec topologySpreadConstraints map:topologyKey,whenUnsatisfiable merge:topologyKey
            core.PodSpec schedulingGates map:name merge:name
            core.PodSpec resourceClaims map:name merge,retainKeys:name
            core.Container command atomic
            core.Container args atomic
            core.Container ports map:containerPort,protocol merge:containerPort
            core.Container envFrom atomic
            core.Container env map:name merge:name
            core.Container resizePolicy atomic
            core.Container restartPolicyRules atomic
            core.Container volumeMounts map:mountPath merge:mountPath
            core.Container volumeDevices map:devicePath merge:devicePath
            core.EphemeralContainer command atomic
            core.EphemeralContainer args atomic
            core.EphemeralContainer ports map:containerPort,protocol merge:containerPort
            core.EphemeralContainer envFrom atomic
            core.EphemeralContainer env map:name merge:name
            core.EphemeralContainer resizePolicy atomic
            core.EphemeralContainer restartPolicyRules atomic
            core.EphemeralContainer volumeMounts map:mountPath merge:mountPath
            core.EphemeralContainer volumeDevices map:devicePath merge:devicePath
            core.ContainerRestartRuleOnExitCodes values set
            core.ResourceRequirements claims map:name
            core.PodStatus conditions map:type merge:type
            core.PodStatus hostIPs atomic merge:ip
            core.PodStatus podIPs map:ip merge:ip
            core.PodStatus initContainerStatuses atomic
            core.PodStatus containerStatuses atomic
            core.PodStatus ephemeralContainerStatuses atomic
            core.PodStatus resourceClaimStatuses map:name merge,retainKeys:name
            core.PodStatus nodeAllocatableResourceClaimStatuses map:resourceClaimName
            core.PodExtendedResourceClaimStatus requestMappings atomic
            core.ContainerStatus volumeMounts map:mountPath merge:mountPath
            core.ContainerStatus allocatedResourcesStatus map:name merge:name
            core.ResourceStatus resources map:resourceID
            core.LinuxContainerUser supplementalGroups atomic
            core.PodSecurityContext supplementalGroups atomic
            core.PodSecurityContext sysctls atomic
            core.Capabilities add atomic
            core.Capabilities drop atomic
            core.PodDNSConfig nameservers atomic
            core.PodDNSConfig searches atomic
            core.PodDNSConfig options atomic
            core.HostAlias hostnames atomic
            core.ExecAction command atomic
            core.HTTPGetAction httpHeaders atomic
            core.NodeSelector nodeSelectorTerms atomic
            core.NodeSelectorTerm matchExpressions atomic
            core.NodeSelectorTerm matchFields atomic
            core.NodeSelectorRequirement values atomic
            core.NodeAffinity preferredDuringSchedulingIgnoredDuringExecution atomic
            core.PodAffinity requiredDuringSchedulingIgnoredDuringExecution atomic
            core.PodAffinity preferredDuringSchedulingIgnoredDuringExecution atomic
            core.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution atomic
            core.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution atomic
            core.PodAffinityTerm namespaces atomic
            core.PodAffinityTerm matchLabelKeys atomic
            core.PodAffinityTerm mismatchLabelKeys atomic
            core.TopologySpreadConstraint matchLabelKeys atomic
            """;

    private static final String VOLUMES = """
            core.ConfigMapVolumeSource items atomic
            core.SecretVolumeSource items atomic
            core.DownwardAPIVolumeSource items atomic
            core.ProjectedVolumeSource sources atomic
            core.ConfigMapProjection items atomic
            core.SecretProjection items atomic
            core.DownwardAPIProjection items atomic
            core.CephFSVolumeSource monitors atomic
            core.CephFSPersistentVolumeSource monitors atomic
            core.RBDVolumeSource monitors atomic
            core.RBDPersistentVolumeSource monitors atomic
            core.ISCSIVolumeSource portals atomic
            core.ISCSIPersistentVolumeSource portals atomic
            core.FCVolumeSource targetWWNs atomic
            core.FCVolumeSource wwids atomic
            core.PersistentVolumeSpec accessModes atomic
            core.PersistentVolumeSpec mountOptions atomic
            core.PersistentVolumeClaimSpec accessModes atomic
            core.PersistentVolumeClaimStatus accessModes atomic
            core.PersistentVolumeClaimStatus conditions map:type merge:type
            core.TopologySelectorTerm matchLabelExpressions atomic
            core.TopologySelectorLabelRequirement values atomic
            storage.StorageClass mountOptions atomic
            storage.StorageClass allowedTopologies atomic
            storage.CSINodeSpec drivers map:name merge:name
            storage.CSINodeDriver topologyKeys atomic
            storage.CSIDriverSpec tokenRequests atomic
            storage.CSIDriverSpec volumeLifecycleModes set
            """;

    private static final String CLUSTER = """
            core.ServiceSpec ports map:port,protocol merge:port
            core.ServiceSpec clusterIPs atomic
            core.ServiceSpec externalIPs atomic
            core.ServiceSpec loadBalancerSourceRanges atomic
            core.ServiceSpec ipFamilies atomic
            core.ServiceStatus conditions map:type merge:type
            core.LoadBalancerStatus ingress atomic
            core.LoadBalancerIngress ports atomic
            core.ServiceAccount secrets map:name merge:name
            core.ServiceAccount imagePullSecrets atomic
            core.Endpoints subsets atomic
            core.EndpointSubset addresses atomic
            core.EndpointSubset notReadyAddresses atomic
            core.EndpointSubset ports atomic
            core.NodeSpec podCIDRs set merge
            core.NodeSpec taints atomic
            core.NodeStatus conditions map:type merge:type
            core.NodeStatus addresses map:type merge:type
            core.NodeStatus images atomic
            core.NodeStatus volumesInUse atomic
            core.NodeStatus volumesAttached atomic
            core.NodeStatus runtimeHandlers atomic
            core.ContainerImage names atomic
            core.NamespaceSpec finalizers atomic
            core.NamespaceStatus conditions map:type merge:type
            core.ReplicationControllerStatus conditions map:type merge:type
            core.LimitRangeSpec limits atomic
            core.ResourceQuotaSpec scopes atomic
            core.ScopeSelector matchExpressions atomic
            core.ScopedResourceSelectorRequirement values atomic
            core.ComponentStatus conditions map:type merge:type
            discovery.EndpointSlice endpoints atomic
            discovery.EndpointSlice ports atomic
            discovery.Endpoint addresses set
            discovery.EndpointHints forZones atomic
            discovery.EndpointHints forNodes atomic
            networking.IngressSpec tls atomic
            networking.IngressSpec rules atomic
            networking.IngressTLS hosts atomic
            networking.HTTPIngressRuleValue paths atomic
            networking.IngressLoadBalancerStatus ingress atomic
            networking.IngressLoadBalancerIngress ports atomic
            networking.NetworkPolicySpec ingress atomic
            networking.NetworkPolicySpec egress atomic
            networking.NetworkPolicySpec policyTypes atomic
            networking.NetworkPolicyIngressRule ports atomic
            networking.NetworkPolicyIngressRule from atomic
            networking.NetworkPolicyEgressRule ports atomic
            networking.NetworkPolicyEgressRule to atomic
            networking.IPBlock except atomic
            """;

    private static final String WORKLOADS = """
            apps.DeploymentSpec strategy - retainKeys
            apps.DeploymentStatus conditions map:type merge:type
            apps.ReplicaSetStatus conditions map:type merge:type
            apps.StatefulSetSpec volumeClaimTemplates atomic
            apps.StatefulSetStatus conditions map:type merge:type
            apps.DaemonSetStatus conditions map:type merge:type
            batch.JobStatus conditions atomic merge:type
            batch.CronJobStatus active atomic
            batch.PodFailurePolicy rules atomic
            batch.PodFailurePolicyRule onPodConditions atomic
            batch.PodFailurePolicyOnExitCodesRequirement values set
            batch.SuccessPolicy rules atomic
            batch.UncountedTerminatedPods succeeded set
            batch.UncountedTerminatedPods failed set
            policy.PodDisruptionBudgetStatus conditions map:type merge:type
            autoscaling2.HorizontalPodAutoscalerSpec metrics atomic
            autoscaling2.HorizontalPodAutoscalerStatus conditions map:type merge:type
            autoscaling2.HorizontalPodAutoscalerStatus currentMetrics atomic
            autoscaling2.HPAScalingRules policies atomic
            """;

    private static final String SECURITY = """
            rbac.Role rules atomic
            rbac.ClusterRole rules atomic
            rbac.AggregationRule clusterRoleSelectors atomic
            rbac.RoleBinding subjects atomic
            rbac.ClusterRoleBinding subjects atomic
            rbac.PolicyRule verbs atomic
            rbac.PolicyRule apiGroups atomic
            rbac.PolicyRule resources atomic
            rbac.PolicyRule resourceNames atomic
            rbac.PolicyRule nonResourceURLs atomic
            authentication.TokenRequestSpec audiences atomic
            authentication.TokenReviewSpec audiences atomic
            authentication.TokenReviewStatus audiences atomic
            authentication.UserInfo groups atomic
            authorization.SubjectAccessReviewSpec groups atomic
            authorization.FieldSelectorAttributes requirements atomic
            authorization.LabelSelectorAttributes requirements atomic
            authorization.SubjectRulesReviewStatus resourceRules atomic
            authorization.SubjectRulesReviewStatus nonResourceRules atomic
            authorization.ResourceRule verbs atomic
            authorization.ResourceRule apiGroups atomic
            authorization.ResourceRule resources atomic
            authorization.ResourceRule resourceNames atomic
            authorization.NonResourceRule verbs atomic
            authorization.NonResourceRule nonResourceURLs atomic
            """;

    private static final String EXTENSION = """
            admissionregistration.ValidatingWebhookConfiguration webhooks map:name merge:name
            admissionregistration.MutatingWebhookConfiguration webhooks map:name merge:name
            admissionregistration.ValidatingWebhook rules atomic
            admissionregistration.ValidatingWebhook admissionReviewVersions atomic
            admissionregistration.ValidatingWebhook matchConditions map:name merge:name
            admissionregistration.MutatingWebhook rules atomic
            admissionregistration.MutatingWebhook admissionReviewVersions atomic
            admissionregistration.MutatingWebhook matchConditions map:name merge:name
            admissionregistration.RuleWithOperations apiGroups atomic
            admissionregistration.RuleWithOperations apiVersions atomic
            admissionregistration.RuleWithOperations operations atomic
            admissionregistration.RuleWithOperations resources atomic
            admissionregistration.NamedRuleWithOperations apiGroups atomic
            admissionregistration.NamedRuleWithOperations apiVersions atomic
            admissionregistration.NamedRuleWithOperations operations atomic
            admissionregistration.NamedRuleWithOperations resources atomic
            admissionregistration.NamedRuleWithOperations resourceNames atomic
            admissionregistration.MatchResources resourceRules atomic
            admissionregistration.MatchResources excludeResourceRules atomic
            admissionregistration.ValidatingAdmissionPolicySpec validations atomic
            admissionregistration.ValidatingAdmissionPolicySpec auditAnnotations atomic
            admissionregistration.ValidatingAdmissionPolicySpec matchConditions map:name merge:name
            admissionregistration.ValidatingAdmissionPolicySpec variables map:name merge:name
            admissionregistration.ValidatingAdmissionPolicyStatus conditions map:type
            admissionregistration.TypeChecking expressionWarnings atomic
            admissionregistration.ValidatingAdmissionPolicyBindingSpec validationActions set
            admissionregistration.MutatingAdmissionPolicySpec mutations atomic
            admissionregistration.MutatingAdmissionPolicySpec variables atomic
            admissionregistration.MutatingAdmissionPolicySpec matchConditions map:name merge:name
            apiextensions.CustomResourceDefinitionSpec versions atomic
            apiextensions.CustomResourceDefinitionVersion additionalPrinterColumns atomic
            apiextensions.CustomResourceDefinitionVersion selectableFields atomic
            apiextensions.CustomResourceDefinitionStatus conditions map:type
            apiextensions.JSONSchemaProps x-kubernetes-validations map:rule merge:rule
            apiextensions.JSONSchemaProps allOf atomic
            apiextensions.JSONSchemaProps anyOf atomic
            apiextensions.JSONSchemaProps oneOf atomic
            apiregistration.APIServiceStatus conditions map:type merge:type
            certificates.CertificateSigningRequestSpec groups atomic
            certificates.CertificateSigningRequestSpec usages atomic
            certificates.CertificateSigningRequestStatus conditions map:type
            flowcontrol.FlowSchemaSpec rules atomic
            flowcontrol.FlowSchemaStatus conditions map:type merge:type
            flowcontrol.PriorityLevelConfigurationStatus conditions map:type merge:type
            flowcontrol.PolicyRulesWithSubjects subjects atomic
            flowcontrol.PolicyRulesWithSubjects resourceRules atomic
            flowcontrol.PolicyRulesWithSubjects nonResourceRules atomic
            flowcontrol.ResourcePolicyRule verbs set
            flowcontrol.ResourcePolicyRule apiGroups set
            flowcontrol.ResourcePolicyRule resources set
            flowcontrol.ResourcePolicyRule namespaces set
            flowcontrol.NonResourcePolicyRule verbs set
            flowcontrol.NonResourcePolicyRule nonResourceURLs set
            networking.ServiceCIDRSpec cidrs atomic
            networking.ServiceCIDRStatus conditions map:type merge:type
            node.Scheduling tolerations atomic
            """;

    private static final String DEVICES = """
            resource.DeviceClassSpec selectors atomic
            resource.DeviceClassSpec config atomic
            resource.DeviceClaim requests atomic
            resource.DeviceClaim constraints atomic
            resource.DeviceClaim config atomic
            resource.DeviceClaimConfiguration requests atomic
            resource.DeviceAllocationConfiguration requests atomic
            resource.DeviceConstraint requests atomic
            resource.DeviceRequest firstAvailable atomic
            resource.ExactDeviceRequest selectors atomic
            resource.ExactDeviceRequest tolerations atomic
            resource.DeviceSubRequest selectors atomic
            resource.DeviceSubRequest tolerations atomic
            resource.DeviceAllocationResult results atomic
            resource.DeviceAllocationResult config atomic
            resource.DeviceRequestAllocationResult tolerations atomic
            resource.DeviceRequestAllocationResult bindingConditions atomic
            resource.DeviceRequestAllocationResult bindingFailureConditions atomic
            resource.ResourceClaimStatus reservedFor map:uid merge:uid
            resource.ResourceClaimStatus devices map:driver,device,pool,shareID
            resource.AllocatedDeviceStatus conditions map:type
            resource.NetworkDeviceData ips atomic
            resource.ResourceSliceSpec devices atomic
            resource.ResourceSliceSpec sharedCounters atomic
            resource.Device bindingConditions atomic
            resource.Device bindingFailureConditions atomic
            resource.Device consumesCounters atomic
            resource.Device taints atomic
            resource.CapacityRequestPolicy validValues atomic
            """;

    private static final Map<String, Fact> FACTS = parse();

    private MergeFacts() {}

    static Fact of(String definition, String field) {
        return FACTS.getOrDefault(definition + " " + field, NONE);
    }

    /** Every stated fact, by definition and field with a space between. */
    static Map<String, Fact> all() {
        return FACTS;
    }

    private static Map<String, Fact> parse() {
        Map<String, Fact> facts = new HashMap<>();
        for (String table : List.of(META, PODS, VOLUMES, CLUSTER, WORKLOADS, SECURITY, EXTENSION, DEVICES)) {
            table.lines().map(line -> line.split(" ")).forEach(words -> {
                String key = definition(words[0]) + " " + words[1];
                if (facts.put(key, fact(words[2], words.length > 3 ? words[3] : null)) != null) {
                    throw new IllegalStateException("merge facts state " + key + " twice");
                }
            });
        }
        return Map.copyOf(facts);
    }

    private static String definition(String shortened) {
        int dot = shortened.indexOf('.');
        String group = shortened.substring(0, dot);
        String name = shortened.substring(dot + 1);
        return switch (group) {
            case "meta" -> BuiltinSchemas.META + name;
            case "autoscaling2" -> "io.k8s.api.autoscaling.v2." + name;
            case "apiextensions" -> "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1." + name;
            case "apiregistration" -> "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1." + name;
            default -> "io.k8s.api." + group + ".v1." + name;
        };
    }

    private static Fact fact(String list, String patch) {
        int keysAt = list.indexOf(':');
        String listType = list.equals("-") ? null : keysAt < 0 ? list : list.substring(0, keysAt);
        List<String> keys =
                keysAt < 0 ? List.of() : List.of(list.substring(keysAt + 1).split(","));
        if (patch == null) {
            return new Fact(listType, keys, null, null);
        }
        int mergeAt = patch.indexOf(':');
        return new Fact(
                listType,
                keys,
                mergeAt < 0 ? patch : patch.substring(0, mergeAt),
                mergeAt < 0 ? null : patch.substring(mergeAt + 1));
    }
}
