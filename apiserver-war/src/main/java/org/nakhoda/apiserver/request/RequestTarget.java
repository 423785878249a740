package org.nakhoda.apiserver.request;

import java.util.List;
import java.util.Map;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;

/**
 * What a request is about, read from its path and method alone (Kubernetes' RequestInfo).
 *
 * @param verb Kubernetes' verb for a resource, or the HTTP method in lower case for any other path
 * @param group empty for the core group
 * @param resource empty if this is no resource request
 * @param subresource empty for the main resource
 * @param namespace empty for all namespaces and for cluster-scoped resources
 * @param name empty for a collection
 * @param rest the segments after the subresource, for the subresources that take a path ({@code proxy})
 */
public record RequestTarget(
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        List<String> rest) {

    public boolean resourceRequest() {
        return !resource.isEmpty();
    }

    public boolean watch() {
        return verb.equals("watch");
    }

    /** Whether the request may stay open for long, and is therefore no matter for the limits on requests in flight. */
    public boolean longRunning() {
        return watch()
                || switch (subresource) {
                    case "exec", "attach", "portforward", "proxy", "log" -> true;
                    default -> false;
                };
    }

    public boolean readOnly() {
        return switch (verb) {
            case "get", "list", "watch", "head", "options" -> true;
            default -> false;
        };
    }

    public Attributes attributes(UserInfo user, String path) {
        return new Attributes(
                user, verb, group, version, resource, subresource, namespace, name, resourceRequest(), path);
    }

    /** What is asked of an authorizer for a request about a resource. */
    Attributes attributes(ApiRequest request) {
        boolean collection =
                switch (verb) {
                    case "list", "watch", "deletecollection" -> true;
                    default -> false;
                };
        return new Attributes(
                request.caller(),
                verb,
                group,
                version,
                resource,
                subresource,
                namespace,
                name,
                true,
                "",
                collection ? request.parameter("fieldSelector").orElse("") : "");
    }

    /** The same request, about one object of the collection. */
    public RequestTarget object(String objectNamespace, String objectName) {
        return new RequestTarget(verb, group, version, resource, subresource, objectNamespace, objectName, rest);
    }

    public static RequestTarget of(ApiRequest request) {
        List<String> path = request.path();
        int size = path.size();
        int at;
        String group;
        String version;
        if (size >= 3 && path.get(0).equals("api")) {
            group = "";
            version = path.get(1);
            at = 2;
        } else if (size >= 4 && path.get(0).equals("apis")) {
            group = path.get(1);
            version = path.get(2);
            at = 3;
        } else {
            return new RequestTarget(
                    request.method().toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", List.of());
        }
        boolean legacyWatch = path.get(at).equals("watch") && size > at + 1;
        if (legacyWatch) {
            at++;
        }
        String namespace = "";
        if (path.get(at).equals("namespaces") && size > at + 1) {
            namespace = path.get(at + 1);
            if (size > at + 2 && !isNamespaceSubresource(path.get(at + 2))) {
                at += 2;
            }
        }
        String resource = path.get(at);
        String name = size > at + 1 ? path.get(at + 1) : "";
        String subresource = size > at + 2 ? path.get(at + 2) : "";
        List<String> rest = size > at + 3 ? path.subList(at + 3, size) : List.of();
        String verb = verb(request, name, legacyWatch);
        if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
            name = selectedName(request);
        }
        return new RequestTarget(verb, group, version, resource, subresource, namespace, name, rest);
    }

    private static boolean isNamespaceSubresource(String segment) {
        return segment.equals("status") || segment.equals("finalize");
    }

    private static String verb(ApiRequest request, String name, boolean legacyWatch) {
        return switch (request.method()) {
            case "GET", "HEAD" -> {
                if (legacyWatch || (name.isEmpty() && request.flag("watch"))) {
                    yield "watch";
                }
                yield name.isEmpty() ? "list" : "get";
            }
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> request.method().toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** A list of the one object of a name is authorized as that object, so that a role can grant it by name. */
    private static String selectedName(ApiRequest request) {
        Map<String, List<String>> query = request.query();
        List<String> selectors = query.get("fieldSelector");
        if (selectors == null || selectors.isEmpty()) {
            return "";
        }
        String prefix = "metadata.name=";
        for (String term : selectors.get(0).split(",", -1)) {
            if (term.startsWith(prefix)) {
                String name = term.substring(prefix.length());
                return name.startsWith("=") ? name.substring(1) : name;
            }
        }
        return "";
    }
}
