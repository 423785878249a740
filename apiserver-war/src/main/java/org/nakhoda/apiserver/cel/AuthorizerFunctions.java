package org.nakhoda.apiserver.cel;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.OpaqueType;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.selector.FieldSelector;
import org.nakhoda.api.selector.InvalidSelectorException;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;

/**
 * The authorizer as expressions ask it: {@code authorizer.group('apps').resource('deployments').check('get').allowed()}.
 * Selectors are checked for their form and narrow nothing, as no authorizer here looks at them.
 */
final class AuthorizerFunctions {
    static final OpaqueType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    static final OpaqueType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    private static final OpaqueType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
    private static final OpaqueType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
    private static final OpaqueType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    static final FunctionLibrary LIBRARY = library();

    private AuthorizerFunctions() {}

    /** Somebody whose rights can be asked for. */
    record Asker(Authorizer authorizer, UserInfo user) {
        Asker serviceAccount(String namespace, String name) {
            String group = UserInfo.GROUP_SERVICE_ACCOUNTS;
            return new Asker(
                    authorizer,
                    new UserInfo(
                            "system:serviceaccount:" + namespace + ":" + name,
                            "",
                            Set.of(group, group + ":" + namespace, UserInfo.GROUP_AUTHENTICATED),
                            Map.of()));
        }
    }

    private record PathCheck(Asker asker, String path) {
        Authorizer.Decision check(String verb) {
            return asker.authorizer()
                    .authorize(new Attributes(asker.user(), verb, "", "", "", "", "", "", false, path));
        }
    }

    private record GroupCheck(Asker asker, String group) {}

    /** A question about a resource that lacks only the verb. */
    record ResourceCheck(
            Asker asker, String group, String resource, String subresource, String namespace, String name) {
        Authorizer.Decision check(String verb) {
            return asker.authorizer()
                    .authorize(new Attributes(
                            asker.user(), verb, group, "*", resource, subresource, namespace, name, true, ""));
        }

        ResourceCheck subresource(String value) {
            return new ResourceCheck(asker, group, resource, value, namespace, name);
        }

        ResourceCheck namespace(String value) {
            return new ResourceCheck(asker, group, resource, subresource, value, name);
        }

        ResourceCheck name(String value) {
            return new ResourceCheck(asker, group, resource, subresource, namespace, value);
        }

        ResourceCheck fieldSelector(String text) {
            try {
                FieldSelector.parse(text);
            } catch (InvalidSelectorException e) {
                return this; // as in Kubernetes: what cannot be read narrows nothing
            }
            return this;
        }

        ResourceCheck labelSelector(String text) {
            try {
                LabelSelector.parse(text);
            } catch (InvalidSelectorException e) {
                return this;
            }
            return this;
        }
    }

    private static FunctionLibrary library() {
        return new FunctionLibrary()
                .member("path", PATH_CHECK, a -> path((Asker) a[0], (String) a[1]), AUTHORIZER, STRING)
                .member("group", GROUP_CHECK, a -> new GroupCheck((Asker) a[0], (String) a[1]), AUTHORIZER, STRING)
                .member(
                        "serviceAccount",
                        AUTHORIZER,
                        a -> ((Asker) a[0]).serviceAccount((String) a[1], (String) a[2]),
                        AUTHORIZER,
                        STRING,
                        STRING)
                .member(
                        "resource",
                        RESOURCE_CHECK,
                        a -> resource((GroupCheck) a[0], (String) a[1]),
                        GROUP_CHECK,
                        STRING)
                .member(
                        "subresource",
                        RESOURCE_CHECK,
                        a -> ((ResourceCheck) a[0]).subresource((String) a[1]),
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "namespace",
                        RESOURCE_CHECK,
                        a -> ((ResourceCheck) a[0]).namespace((String) a[1]),
                        RESOURCE_CHECK,
                        STRING)
                .member("name", RESOURCE_CHECK, a -> ((ResourceCheck) a[0]).name((String) a[1]), RESOURCE_CHECK, STRING)
                .member(
                        "fieldSelector",
                        RESOURCE_CHECK,
                        a -> ((ResourceCheck) a[0]).fieldSelector((String) a[1]),
                        RESOURCE_CHECK,
                        STRING)
                .member(
                        "labelSelector",
                        RESOURCE_CHECK,
                        a -> ((ResourceCheck) a[0]).labelSelector((String) a[1]),
                        RESOURCE_CHECK,
                        STRING)
                .member("check", DECISION, a -> ((PathCheck) a[0]).check((String) a[1]), PATH_CHECK, STRING)
                .member("check", DECISION, a -> ((ResourceCheck) a[0]).check((String) a[1]), RESOURCE_CHECK, STRING)
                .member("allowed", BOOL, a -> ((Authorizer.Decision) a[0]).allowed(), DECISION)
                .member("reason", STRING, a -> ((Authorizer.Decision) a[0]).reason(), DECISION)
                .member("errored", BOOL, a -> false, DECISION)
                .member("error", STRING, a -> "", DECISION);
    }

    private static PathCheck path(Asker asker, String path) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path must not be empty");
        }
        return new PathCheck(asker, path);
    }

    private static ResourceCheck resource(GroupCheck group, String resource) {
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("resource must not be empty");
        }
        return new ResourceCheck(group.asker(), group.group(), resource, "", "", "");
    }
}
