package org.nakhoda.apiserver.authz;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import tools.jackson.databind.node.ObjectNode;

/**
 * RBAC's guard against climbing: nobody may write a role, or bind one, that grants more than the writer has, unless the
 * verb {@code escalate} (on the role) or {@code bind} (on the role that is bound) is granted explicitly. Written as an
 * admission step because it must see the object as it will be stored.
 */
public final class EscalationCheck implements AdmissionStep {
    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;

    public EscalationCheck(Authorizer authorizer, RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    @Override
    public String name() {
        return "RBACEscalationCheck";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && request.type().group().equals(RbacPolicy.GROUP)
                && request.subresource().isEmpty();
    }

    @Override
    public void validate(AdmissionRequest request) {
        GroupResource resource = request.type().resource();
        ObjectNode object = request.object();
        if (request.user().groups().contains(UserInfo.GROUP_MASTERS)) {
            return;
        }
        if (resource.equals(RbacPolicy.ROLES) || resource.equals(RbacPolicy.CLUSTER_ROLES)) {
            checkRole(request, resource, object);
        } else {
            checkBinding(request, resource, object);
        }
    }

    private void checkRole(AdmissionRequest request, GroupResource resource, ObjectNode role) {
        if (request.old() != null
                && role.path("rules").equals(request.old().path("rules"))
                && role.path("aggregationRule").equals(request.old().path("aggregationRule"))) {
            return;
        }
        if (may(request, "escalate", resource.resource(), request.name())) {
            return;
        }
        List<Rule> asked = new ArrayList<>(Rule.listOf(role));
        if (role.path("aggregationRule").isObject()) {
            asked.add(new Rule(
                    java.util.Set.of("*"),
                    java.util.Set.of("*"),
                    java.util.Set.of("*"),
                    java.util.Set.of(),
                    java.util.Set.of()));
        }
        requireHeld(request, resource, asked);
    }

    private void checkBinding(AdmissionRequest request, GroupResource resource, ObjectNode binding) {
        if (request.old() != null
                && binding.path("roleRef").equals(request.old().path("roleRef"))
                && binding.path("subjects").equals(request.old().path("subjects"))) {
            return;
        }
        String kind = binding.path("roleRef").path("kind").asString("");
        String role = binding.path("roleRef").path("name").asString("");
        if (may(request, "bind", kind.equals("ClusterRole") ? "clusterroles" : "roles", role)) {
            return;
        }
        List<Rule> granted = rbac.policy()
                .role(binding.path("roleRef"), request.namespace())
                .orElseThrow(() -> ApiException.notFound(
                        kind.equals("ClusterRole") ? RbacPolicy.CLUSTER_ROLES : RbacPolicy.ROLES, role));
        requireHeld(request, resource, granted);
    }

    private boolean may(AdmissionRequest request, String verb, String resource, String name) {
        return authorizer
                .authorize(new Attributes(
                        request.user(),
                        verb,
                        RbacPolicy.GROUP,
                        "v1",
                        resource,
                        "",
                        request.namespace(),
                        name,
                        true,
                        ""))
                .allowed();
    }

    private void requireHeld(AdmissionRequest request, GroupResource resource, List<Rule> asked) {
        List<Rule> held = rbac.policy().rulesOf(request.user(), request.namespace());
        List<Rule> missing =
                asked.stream().filter(rule -> !rule.coveredBy(held)).toList();
        if (missing.isEmpty()) {
            return;
        }
        StringBuilder why = new StringBuilder("user \"")
                .append(request.user().name())
                .append("\" (groups=")
                .append(request.user().groups().stream()
                        .sorted()
                        .map(group -> "\"" + group + "\"")
                        .toList())
                .append(") is attempting to grant RBAC permissions not currently held:");
        missing.forEach(rule -> why.append('\n').append(rule));
        throw ApiException.forbidden(resource, request.name(), why.toString());
    }
}
