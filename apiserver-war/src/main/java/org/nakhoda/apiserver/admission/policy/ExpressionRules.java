package org.nakhoda.apiserver.admission.policy;

import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.admission.AdmissionStep;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refuses policies, and configurations of webhooks, whose expressions cannot be understood. What an update leaves as it is is
 * not looked at again, so that objects that were stored before this server knew better can still be changed elsewhere.
 */
public final class ExpressionRules implements AdmissionStep {
    private static final String GROUP = "admissionregistration.k8s.io";
    private static final GroupResource VALIDATING = new GroupResource(GROUP, "validatingadmissionpolicies");
    private static final GroupResource MUTATING = new GroupResource(GROUP, "mutatingadmissionpolicies");

    @Override
    public String name() {
        return "AdmissionExpressionRules";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().group().equals(GROUP)
                && request.object() != null
                && request.subresource().isEmpty();
    }

    @Override
    public void validate(AdmissionRequest request) {
        FieldErrors errors = new FieldErrors();
        CompileFaults faults = CompileFaults.into(errors);
        GroupResource resource = request.type().resource();
        if (resource.equals(VALIDATING) || resource.equals(MUTATING)) {
            JsonNode spec = request.object().path("spec");
            if (request.old() != null && spec.equals(request.old().path("spec"))) {
                return;
            }
            if (resource.equals(VALIDATING)) {
                Judgement.compile(spec, faults);
            } else {
                Mutations.compile(spec, faults);
            }
        } else {
            webhooks(request, faults);
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid(request.type().group(), request.type().kind(), request.name(), errors.causes());
        }
    }

    private static void webhooks(AdmissionRequest request, CompileFaults faults) {
        int index = 0;
        for (ObjectNode webhook : Tree.objects(request.object(), "webhooks")) {
            FieldPath path = FieldPath.of("webhooks").index(index++);
            if (!webhook.path("matchConditions").equals(before(request.old(), webhook))) {
                MatchConditions.ofWebhook(webhook, path, faults);
            }
        }
    }

    private static JsonNode before(ObjectNode old, ObjectNode webhook) {
        if (old != null) {
            for (ObjectNode candidate : Tree.objects(old, "webhooks")) {
                if (Tree.text(candidate, "name").equals(Tree.text(webhook, "name"))) {
                    return candidate.path("matchConditions");
                }
            }
        }
        return null;
    }
}
