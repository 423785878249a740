package org.nakhoda.apiserver.authz;

import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.authz.Authorizer.Decision;

/** Words a refusal as Kubernetes does, because people and tools search for these words. */
public final class Refusal {
    private Refusal() {}

    /** Such as {@code User "jane" cannot list resource "pods" in API group "" in the namespace "default"}. */
    public static String reason(Attributes asked) {
        String user = "User \"" + asked.user().name() + "\" cannot " + asked.verb() + " ";
        if (!asked.resourceRequest()) {
            return user + "path \"" + asked.path() + "\"";
        }
        String resource =
                asked.subresource().isEmpty() ? asked.resource() : asked.resource() + "/" + asked.subresource();
        return user + "resource \"" + resource + "\" in API group \"" + asked.group() + "\" "
                + (asked.namespace().isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + asked.namespace() + "\"");
    }

    /**
     * Does nothing if the caller may.
     *
     * @throws ApiException FORBIDDEN if not
     */
    public static void unlessAllowed(Authorizer authorizer, Attributes asked) {
        Decision decision = authorizer.authorize(asked);
        if (decision.allowed()) {
            return;
        }
        String why = decision.reason().isEmpty() ? reason(asked) : reason(asked) + ": " + decision.reason();
        if (!asked.resourceRequest()) {
            throw ApiException.of(Reason.FORBIDDEN, "forbidden: " + why);
        }
        throw ApiException.forbidden(new GroupResource(asked.group(), asked.resource()), asked.name(), why);
    }
}
