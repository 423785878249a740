package org.nakhoda.apiserver.authz;

import org.nakhoda.api.meta.GroupResource;
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
     * @param fieldSelector by which the objects of a collection are chosen, as it was written; empty if there is none
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
            String path,
            String fieldSelector) {
        public Attributes(
                UserInfo user,
                String verb,
                String group,
                String version,
                String resource,
                String subresource,
                String namespace,
                String name,
                boolean resourceRequest,
                String path) {
            this(user, verb, group, version, resource, subresource, namespace, name, resourceRequest, path, "");
        }

        public boolean about(GroupResource asked) {
            return resource.equals(asked.resource()) && group.equals(asked.group());
        }
    }
}
