package org.nakhoda.api.catalogue;

import java.util.List;

/**
 * How discovery describes a subresource: the kind of its body and the verbs.
 *
 * @param group the body's group, where it is not the parent's
 */
public record Subresource(String name, String group, String version, String kind, List<String> verbs) {
    private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");
    private static final List<String> STREAM_VERBS = List.of("create", "get");
    private static final List<String> PROXY_VERBS = List.of("create", "delete", "get", "patch", "update");

    /** The facts about {@code name} as a subresource of {@code parent}. */
    public static Subresource of(ResourceType parent, String name) {
        return switch (name) {
            case "scale" -> new Subresource(name, "autoscaling", "v1", "Scale", STATUS_VERBS);
            case "eviction" -> new Subresource(name, "policy", "v1", "Eviction", List.of("create"));
            case "token" -> new Subresource(name, "authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
            case "binding" -> new Subresource(name, "", "v1", "Binding", List.of("create"));
            case "exec" -> new Subresource(name, "", "v1", "PodExecOptions", STREAM_VERBS);
            case "attach" -> new Subresource(name, "", "v1", "PodAttachOptions", STREAM_VERBS);
            case "portforward" -> new Subresource(name, "", "v1", "PodPortForwardOptions", STREAM_VERBS);
            case "join" -> new Subresource(name, parent.group(), "v1", "MasterJoin", List.of("create"));
            case "transfer" -> own(parent, name, List.of("create"));
            case "log" -> own(parent, name, List.of("get"));
            case "finalize" -> own(parent, name, List.of("update"));
            case "proxy" -> new Subresource(name, "", "v1", parent.kind() + "ProxyOptions", PROXY_VERBS);
            default -> own(parent, name, STATUS_VERBS);
        };
    }

    private static Subresource own(ResourceType parent, String name, List<String> verbs) {
        return new Subresource(name, parent.group(), parent.version(), parent.kind(), verbs);
    }
}
