package org.nakhoda.apiserver.start;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.admission.AdmissionObserver;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.CustomResourceNames;
import org.nakhoda.apiserver.admission.DefaultIngressClass;
import org.nakhoda.apiserver.admission.DefaultStorageClass;
import org.nakhoda.apiserver.admission.DefaultTolerationSeconds;
import org.nakhoda.apiserver.admission.NamespaceLifecycle;
import org.nakhoda.apiserver.admission.NodeRestriction;
import org.nakhoda.apiserver.admission.PersistentVolumeClaimResize;
import org.nakhoda.apiserver.admission.PodResizeValidator;
import org.nakhoda.apiserver.admission.PodTopologyLabels;
import org.nakhoda.apiserver.admission.PriorityAdmission;
import org.nakhoda.apiserver.admission.RuntimeClassAdmission;
import org.nakhoda.apiserver.admission.ServiceAccountAdmission;
import org.nakhoda.apiserver.admission.StorageObjectInUseProtection;
import org.nakhoda.apiserver.admission.TaintNodesByCondition;
import org.nakhoda.apiserver.admission.certificate.CertificateApproval;
import org.nakhoda.apiserver.admission.certificate.CertificateRequester;
import org.nakhoda.apiserver.admission.certificate.CertificateSigning;
import org.nakhoda.apiserver.admission.certificate.CertificateSubjectRestriction;
import org.nakhoda.apiserver.admission.limitrange.LimitRanger;
import org.nakhoda.apiserver.admission.podsecurity.PodSecurity;
import org.nakhoda.apiserver.admission.policy.ExpressionRules;
import org.nakhoda.apiserver.admission.policy.MutatingAdmissionPolicy;
import org.nakhoda.apiserver.admission.policy.ParameterAccess;
import org.nakhoda.apiserver.admission.policy.ValidatingAdmissionPolicy;
import org.nakhoda.apiserver.admission.webhook.HookCaller;
import org.nakhoda.apiserver.admission.webhook.MutatingAdmissionWebhook;
import org.nakhoda.apiserver.admission.webhook.ValidatingAdmissionWebhook;
import org.nakhoda.apiserver.allocation.KeptAllocations;
import org.nakhoda.apiserver.allocation.ServiceFamilies;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.EscalationCheck;
import org.nakhoda.apiserver.authz.RbacAuthorizer;
import org.nakhoda.apiserver.customresource.DefinitionRules;
import org.nakhoda.apiserver.extension.ExtensionClient;
import org.nakhoda.apiserver.extension.ServiceEndpoints;
import org.nakhoda.db.store.ClusterStore;

/** The admission plugins that are on, in the order in which they run. */
final class AdmissionPlugins {
    private AdmissionPlugins() {}

    /** Kubernetes' order: what gives an object its surroundings first, what judges the whole of it last. */
    static List<AdmissionStep> of(
            Settings settings,
            ClusterStore store,
            Catalogue catalogue,
            Authorizer authorizer,
            RbacAuthorizer rbac,
            AdmissionObserver observer,
            Clock clock,
            ExecutorService executor) {
        HookCaller hooks = new HookCaller(
                new ExtensionClient(executor, ExtensionClient.CONNECT_TIMEOUT), new ServiceEndpoints(store), observer);
        return List.of(
                new NamespaceLifecycle(store),
                new KeptAllocations(),
                new ServiceFamilies(settings.serviceCidrs()),
                new LimitRanger(store),
                new ServiceAccountAdmission(store),
                new NodeRestriction(store),
                new TaintNodesByCondition(),
                new PodSecurity(store),
                new PriorityAdmission(store),
                new DefaultTolerationSeconds(),
                new DefaultStorageClass(store),
                new StorageObjectInUseProtection(),
                new PersistentVolumeClaimResize(store),
                new RuntimeClassAdmission(store),
                new CustomResourceNames(store, BuiltinCatalogue.instance(), clock),
                new DefinitionRules(),
                new CertificateRequester(),
                new CertificateApproval(authorizer),
                new CertificateSigning(authorizer),
                new CertificateSubjectRestriction(),
                new DefaultIngressClass(store),
                new PodTopologyLabels(store),
                new PodResizeValidator(store),
                new EscalationCheck(authorizer, rbac),
                new ExpressionRules(),
                new ParameterAccess(store, catalogue, authorizer),
                new MutatingAdmissionPolicy(store, catalogue, authorizer, observer, clock),
                new MutatingAdmissionWebhook(store, catalogue, authorizer, hooks, clock),
                new ValidatingAdmissionPolicy(store, catalogue, authorizer, observer),
                new ValidatingAdmissionWebhook(store, catalogue, authorizer, hooks));
    }
}
