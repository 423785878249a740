package org.nakhoda.api.schema.build;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which OpenAPI definition a model class stands for. A class carries its version and name ({@code V1PodSpec}), but not
 * its package; that is the package of the first root, in the order given here, from which the class is reached.
 */
final class DefinitionNames {
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?:[A-Z][a-z]+)?V([1-9](?:(?:alpha|beta)[1-9])?)([A-Z].*)");

    /** Packages and the classes at which walking starts. Meta and core come first: the others use their types. */
    static final Map<String, List<String>> ROOTS = roots();

    private DefinitionNames() {}

    private static Map<String, List<String>> roots() {
        Map<String, List<String>> roots = new LinkedHashMap<>();
        roots.put(
                "io.k8s.apimachinery.pkg.apis.meta.v1",
                List.of(
                        "V1ObjectMeta",
                        "V1ListMeta",
                        "V1LabelSelector",
                        "V1FieldSelectorRequirement",
                        "V1Condition",
                        "V1DeleteOptions",
                        "V1Status",
                        "V1APIGroupList",
                        "V1APIResourceList",
                        "V1APIVersions"));
        roots.put(
                "io.k8s.api.core.v1",
                List.of(
                        "V1Namespace",
                        "V1Pod",
                        "V1Service",
                        "V1Endpoints",
                        "V1Node",
                        "V1ConfigMap",
                        "V1Secret",
                        "V1ServiceAccount",
                        "CoreV1Event",
                        "V1PersistentVolume",
                        "V1PersistentVolumeClaim",
                        "V1ReplicationController",
                        "V1LimitRange",
                        "V1ResourceQuota",
                        "V1PodTemplate",
                        "V1Binding",
                        "V1ComponentStatus",
                        "V1TopologySelectorTerm"));
        roots.put(
                "io.k8s.api.apps.v1",
                List.of("V1Deployment", "V1ReplicaSet", "V1StatefulSet", "V1DaemonSet", "V1ControllerRevision"));
        roots.put("io.k8s.api.batch.v1", List.of("V1Job", "V1CronJob"));
        roots.put("io.k8s.api.discovery.v1", List.of("V1EndpointSlice"));
        roots.put("io.k8s.api.coordination.v1", List.of("V1Lease"));
        roots.put("io.k8s.api.rbac.v1", List.of("V1Role", "V1RoleBinding", "V1ClusterRole", "V1ClusterRoleBinding"));
        roots.put(
                "io.k8s.api.networking.v1",
                List.of("V1Ingress", "V1IngressClass", "V1NetworkPolicy", "V1IPAddress", "V1ServiceCIDR"));
        roots.put("io.k8s.api.policy.v1", List.of("V1PodDisruptionBudget", "V1Eviction"));
        roots.put(
                "io.k8s.api.storage.v1",
                List.of(
                        "V1StorageClass",
                        "V1CSINode",
                        "V1CSIDriver",
                        "V1VolumeAttachment",
                        "V1CSIStorageCapacity",
                        "V1VolumeAttributesClass"));
        roots.put("io.k8s.api.scheduling.v1", List.of("V1PriorityClass"));
        roots.put("io.k8s.api.events.v1", List.of("EventsV1Event"));
        roots.put("io.k8s.api.autoscaling.v1", List.of("V1Scale", "V1HorizontalPodAutoscaler"));
        roots.put("io.k8s.api.autoscaling.v2", List.of("V2HorizontalPodAutoscaler"));
        roots.put(
                "io.k8s.api.authentication.v1",
                List.of("V1TokenReview", "AuthenticationV1TokenRequest", "V1SelfSubjectReview"));
        roots.put(
                "io.k8s.api.authorization.v1",
                List.of(
                        "V1SubjectAccessReview",
                        "V1SelfSubjectAccessReview",
                        "V1LocalSubjectAccessReview",
                        "V1SelfSubjectRulesReview"));
        roots.put("io.k8s.api.node.v1", List.of("V1RuntimeClass"));
        roots.put("io.k8s.api.certificates.v1", List.of("V1CertificateSigningRequest"));
        roots.put(
                "io.k8s.api.admissionregistration.v1",
                List.of(
                        "V1ValidatingWebhookConfiguration",
                        "V1MutatingWebhookConfiguration",
                        "V1ValidatingAdmissionPolicy",
                        "V1ValidatingAdmissionPolicyBinding",
                        "V1MutatingAdmissionPolicy",
                        "V1MutatingAdmissionPolicyBinding"));
        roots.put("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", List.of("V1CustomResourceDefinition"));
        roots.put("io.k8s.kube-aggregator.pkg.apis.apiregistration.v1", List.of("V1APIService"));
        roots.put("io.k8s.api.flowcontrol.v1", List.of("V1FlowSchema", "V1PriorityLevelConfiguration"));
        roots.put(
                "io.k8s.api.resource.v1",
                List.of("V1DeviceClass", "ResourceV1ResourceClaim", "V1ResourceClaimTemplate", "V1ResourceSlice"));
        return roots;
    }

    /** {@code V1PodSpec} is {@code PodSpec}, {@code CoreV1Event} is {@code Event}. */
    static String simpleName(Class<?> model) {
        Matcher matcher = CLASS_NAME.matcher(model.getSimpleName());
        if (!matcher.matches()) {
            throw new IllegalStateException(model + " is not named like a versioned model of the client");
        }
        return matcher.group(2);
    }
}
