package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Kubernetes 1.36 has these admission plugins on unless somebody switches them off, and kubeadm adds NodeRestriction. */
class AdmissionPluginsTest {
    private static final List<String> ON_BY_DEFAULT = List.of(
            "CertificateApproval",
            "CertificateSigning",
            "CertificateSubjectRestriction",
            "ClusterTrustBundleAttest",
            "DefaultIngressClass",
            "DefaultStorageClass",
            "DefaultTolerationSeconds",
            "JobValidation",
            "LimitRanger",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionWebhook",
            "NamespaceLifecycle",
            "NodeDeclaredFeatureValidator",
            "NodeRestriction",
            "PersistentVolumeClaimResize",
            "PodGroupProtection",
            "PodGroupWorkloadExists",
            "PodResizeValidator",
            "PodSecurity",
            "PodTopologyLabels",
            "Priority",
            "ResourceQuota",
            "RuntimeClass",
            "ServiceAccount",
            "StorageObjectInUseProtection",
            "TaintNodesByCondition",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionWebhook");

    private static final Map<String, String> WITHOUT_MEANING_HERE = Map.of(
            "ClusterTrustBundleAttest", "ClusterTrustBundle is served by no version that is on by default",
            "JobValidation", "works only with the alpha API of workloads",
            "NodeDeclaredFeatureValidator", "no node declares features",
            "PodGroupProtection", "works only with the alpha API of workloads",
            "PodGroupWorkloadExists", "works only with the alpha API of workloads");

    @Test
    void every_plugin_that_is_on_by_default_is_on_here_or_has_its_reason() {
        TreeSet<String> missing = new TreeSet<>(ON_BY_DEFAULT);
        missing.removeAll(RunningApi.server().admissionPlugins());
        missing.removeAll(WITHOUT_MEANING_HERE.keySet());

        assertThat(missing).isEmpty();
        assertThat(ON_BY_DEFAULT).containsAll(WITHOUT_MEANING_HERE.keySet());
        assertThat(RunningApi.server().admissionPlugins())
                .doesNotContainAnyElementsOf(WITHOUT_MEANING_HERE.keySet())
                .doesNotHaveDuplicates();
    }

    @Test
    void what_the_plugins_without_meaning_are_for_is_not_served() {
        Client admin = RunningApi.admin();

        admin.get("/apis/certificates.k8s.io/v1beta1/clustertrustbundles").refused(404, "NotFound");
        assertThat(admin.get("/apis/scheduling.k8s.io").expect(200).toString()).doesNotContain("v1alpha");
    }
}
