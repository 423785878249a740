/**
 * Admission policies: what ValidatingAdmissionPolicies and MutatingAdmissionPolicies, bound by their bindings, say of a write
 * in Kubernetes' expression language; and the match conditions that webhooks share with them.
 */
package org.nakhoda.apiserver.admission.policy;
