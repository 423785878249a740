package org.nakhoda.api.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.admissionregistration.AdmissionPolicyKinds;
import org.nakhoda.api.admissionregistration.WebhookConfigurationKinds;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.apiregistration.ApiServiceKind;
import org.nakhoda.api.apps.ControllerRevisionKind;
import org.nakhoda.api.apps.DaemonSetKind;
import org.nakhoda.api.apps.DeploymentKind;
import org.nakhoda.api.apps.ReplicaSetKind;
import org.nakhoda.api.apps.StatefulSetKind;
import org.nakhoda.api.authentication.SelfSubjectReviewKind;
import org.nakhoda.api.authentication.TokenRequestKind;
import org.nakhoda.api.authentication.TokenReviewKind;
import org.nakhoda.api.authorization.LocalSubjectAccessReviewKind;
import org.nakhoda.api.authorization.SelfSubjectAccessReviewKind;
import org.nakhoda.api.authorization.SelfSubjectRulesReviewKind;
import org.nakhoda.api.authorization.SubjectAccessReviewKind;
import org.nakhoda.api.autoscaling.HorizontalPodAutoscalerKind;
import org.nakhoda.api.autoscaling.ScaleKind;
import org.nakhoda.api.batch.CronJobKind;
import org.nakhoda.api.batch.JobKind;
import org.nakhoda.api.certificates.CertificateSigningRequestKind;
import org.nakhoda.api.coordination.LeaseKind;
import org.nakhoda.api.core.BindingKind;
import org.nakhoda.api.core.ComponentStatusKind;
import org.nakhoda.api.core.ConfigMapKind;
import org.nakhoda.api.core.EndpointsKind;
import org.nakhoda.api.core.EventKind;
import org.nakhoda.api.core.LimitRangeKind;
import org.nakhoda.api.core.NamespaceKind;
import org.nakhoda.api.core.NodeKind;
import org.nakhoda.api.core.PersistentVolumeClaimKind;
import org.nakhoda.api.core.PersistentVolumeKind;
import org.nakhoda.api.core.PodKind;
import org.nakhoda.api.core.PodTemplateKind;
import org.nakhoda.api.core.ReplicationControllerKind;
import org.nakhoda.api.core.ResourceQuotaKind;
import org.nakhoda.api.core.SecretKind;
import org.nakhoda.api.core.ServiceAccountKind;
import org.nakhoda.api.core.ServiceKind;
import org.nakhoda.api.discovery.EndpointSliceKind;
import org.nakhoda.api.events.EventsEventKind;
import org.nakhoda.api.flowcontrol.FlowSchemaKind;
import org.nakhoda.api.flowcontrol.PriorityLevelConfigurationKind;
import org.nakhoda.api.masters.MasterJoinKind;
import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.networking.IngressClassKind;
import org.nakhoda.api.networking.IngressKind;
import org.nakhoda.api.networking.IpAddressKind;
import org.nakhoda.api.networking.NetworkPolicyKind;
import org.nakhoda.api.networking.ServiceCidrKind;
import org.nakhoda.api.node.RuntimeClassKind;
import org.nakhoda.api.policy.EvictionKind;
import org.nakhoda.api.policy.PodDisruptionBudgetKind;
import org.nakhoda.api.rbac.ClusterRoleBindingKind;
import org.nakhoda.api.rbac.ClusterRoleKind;
import org.nakhoda.api.rbac.RoleBindingKind;
import org.nakhoda.api.rbac.RoleKind;
import org.nakhoda.api.resource.DeviceClassKind;
import org.nakhoda.api.resource.ResourceClaimKind;
import org.nakhoda.api.resource.ResourceClaimTemplateKind;
import org.nakhoda.api.resource.ResourceSliceKind;
import org.nakhoda.api.scheduling.PriorityClassKind;
import org.nakhoda.api.storage.CsiDriverKind;
import org.nakhoda.api.storage.CsiNodeKind;
import org.nakhoda.api.storage.CsiStorageCapacityKind;
import org.nakhoda.api.storage.StorageClassKind;
import org.nakhoda.api.storage.VolumeAttachmentKind;
import org.nakhoda.api.storage.VolumeAttributesClassKind;

/** The kinds that every cluster has. To add one, write its declaration and name it here. */
public final class BuiltinCatalogue implements Catalogue {
    private static final class Holder {
        static final BuiltinCatalogue INSTANCE = new BuiltinCatalogue(declarations());
    }

    private final List<ResourceType> listed;
    private final Map<Path, ResourceType> byResource = new HashMap<>();
    private final Map<Path, ResourceType> byKind = new HashMap<>();
    private final Map<GroupResource, ResourceType> storage = new HashMap<>();

    /** A group, a version, and a plural or a kind. */
    private record Path(String group, String version, String name) {}

    private BuiltinCatalogue(List<ResourceType> types) {
        List<ResourceType> visible = new ArrayList<>();
        for (ResourceType type : types) {
            byKind.put(new Path(type.group(), type.version(), type.kind()), type);
            if (type.exposure() != Exposure.SUBRESOURCE) {
                visible.add(type);
                byResource.put(
                        new Path(type.group(), type.version(), type.resource().resource()), type);
            }
            if (type.exposure() == Exposure.STORED && type.conversion() == null) {
                storage.put(type.resource(), type);
            }
        }
        for (ResourceType type : types) {
            if (type.conversion() != null) {
                storage.put(type.resource(), storage.get(type.storageResource()));
            }
        }
        this.listed = List.copyOf(visible);
    }

    public static BuiltinCatalogue instance() {
        return Holder.INSTANCE;
    }

    /** In the order of Kubernetes' group priorities. */
    private static List<ResourceType> declarations() {
        return List.of(
                BindingKind.declare(),
                ComponentStatusKind.declare(),
                ConfigMapKind.declare(),
                EndpointsKind.declare(),
                EventKind.declare(),
                LimitRangeKind.declare(),
                NamespaceKind.declare(),
                NodeKind.declare(),
                PersistentVolumeClaimKind.declare(),
                PersistentVolumeKind.declare(),
                PodKind.declare(),
                PodTemplateKind.declare(),
                ReplicationControllerKind.declare(),
                ResourceQuotaKind.declare(),
                SecretKind.declare(),
                ServiceAccountKind.declare(),
                ServiceKind.declare(),
                ApiServiceKind.declare(),
                CustomResourceDefinitionKind.declare(),
                ControllerRevisionKind.declare(),
                DaemonSetKind.declare(),
                DeploymentKind.declare(),
                ReplicaSetKind.declare(),
                StatefulSetKind.declare(),
                EventsEventKind.declare(),
                SelfSubjectReviewKind.declare(),
                TokenRequestKind.declare(),
                TokenReviewKind.declare(),
                LocalSubjectAccessReviewKind.declare(),
                SelfSubjectAccessReviewKind.declare(),
                SelfSubjectRulesReviewKind.declare(),
                SubjectAccessReviewKind.declare(),
                HorizontalPodAutoscalerKind.declare(),
                HorizontalPodAutoscalerKind.declareV1(),
                ScaleKind.declare(),
                CronJobKind.declare(),
                JobKind.declare(),
                CertificateSigningRequestKind.declare(),
                IngressClassKind.declare(),
                IngressKind.declare(),
                IpAddressKind.declare(),
                NetworkPolicyKind.declare(),
                ServiceCidrKind.declare(),
                EvictionKind.declare(),
                PodDisruptionBudgetKind.declare(),
                ClusterRoleBindingKind.declare(),
                ClusterRoleKind.declare(),
                RoleBindingKind.declare(),
                RoleKind.declare(),
                CsiDriverKind.declare(),
                CsiNodeKind.declare(),
                CsiStorageCapacityKind.declare(),
                StorageClassKind.declare(),
                VolumeAttributesClassKind.declare(),
                VolumeAttachmentKind.declare(),
                AdmissionPolicyKinds.declareMutating(),
                AdmissionPolicyKinds.declareMutatingBinding(),
                WebhookConfigurationKinds.declareMutating(),
                AdmissionPolicyKinds.declareValidating(),
                AdmissionPolicyKinds.declareValidatingBinding(),
                WebhookConfigurationKinds.declareValidating(),
                PriorityClassKind.declare(),
                LeaseKind.declare(),
                RuntimeClassKind.declare(),
                EndpointSliceKind.declare(),
                FlowSchemaKind.declare(),
                PriorityLevelConfigurationKind.declare(),
                DeviceClassKind.declare(),
                ResourceClaimKind.declare(),
                ResourceClaimTemplateKind.declare(),
                ResourceSliceKind.declare(),
                MasterKind.declare(),
                MasterJoinKind.declare());
    }

    @Override
    public Optional<ResourceType> byResource(String group, String version, String resource) {
        return Optional.ofNullable(byResource.get(new Path(group, version, resource)));
    }

    /** Also finds the kinds that only are bodies of subresources. */
    @Override
    public Optional<ResourceType> byKind(String group, String version, String kind) {
        return Optional.ofNullable(byKind.get(new Path(group, version, kind)));
    }

    @Override
    public Optional<ResourceType> storage(GroupResource resource) {
        return Optional.ofNullable(storage.get(resource));
    }

    /** All but the kinds that only are bodies of subresources. */
    @Override
    public Collection<ResourceType> all() {
        return listed;
    }
}
