package org.nakhoda.apiserver.authz;

import org.nakhoda.apiserver.authn.UserInfo;

/** Decides whether a caller may do what a request asks. */
public interface Authorizer {
    Decision authorize(Attributes attributes);

    /** @param reason why not, for the Status's message; may be empty */
    record Decision(boolean allowed, String reason) {
        public static final Decision ALLOWED = new Decision(true, "");
    }

    /**
     * What is asked, in RBAC's terms.
     *
     * @param verb get, list, watch, create, update, patch, delete, deletecollection, or for a path the HTTP method in lower case
     * @param path the URL's path; decides only for requests that are not about a resource
     */
    record Attributes(
            UserInfo user,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            boolean resourceRequest,
            String path) {}
}
