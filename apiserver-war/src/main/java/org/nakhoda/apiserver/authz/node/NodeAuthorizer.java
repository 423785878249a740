package org.nakhoda.apiserver.authz.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.selector.FieldSelector;
import org.nakhoda.api.selector.InvalidSelectorException;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.NodeIdentity;
import org.nakhoda.apiserver.authz.Rule;
import org.nakhoda.db.store.ClusterStore;

/**
 * Decides what agents of nodes may do. What pods need, a node may read as far as its own pods need it; of pods, nodes,
 * leases, CSINodes and resource slices, its own; everything else is the same for all nodes, and stands in the role
 * {@code system:node}, which nobody is bound to. Says nothing about anybody else.
 */
public final class NodeAuthorizer implements Authorizer, AutoCloseable {
    private static final GroupResource LEASES = new GroupResource("coordination.k8s.io", "leases");
    private static final String NODE_LEASES = "kube-node-lease";
    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> WRITE = Set.of("update", "patch");
    private static final Set<String> OWN = Set.of("get", "create", "update", "patch", "delete");
    private static final Decision NOTHING = new Decision(false, "");

    private final NodeRelations relations;
    private final List<Rule> rules;

    /** @param rules what every node may do */
    public NodeAuthorizer(ClusterStore store, List<Rule> rules) {
        this.relations = new NodeRelations(store);
        this.rules = List.copyOf(rules);
    }

    @Override
    public Decision authorize(Attributes asked) {
        Optional<String> identity = NodeIdentity.of(asked.user());
        if (identity.isEmpty()) {
            return NOTHING;
        }
        String node = identity.get();
        if (node.isEmpty()) {
            return no("unknown node for user \"" + asked.user().name() + "\"");
        }
        Decision divided = asked.resourceRequest() ? divided(node, asked) : null;
        if (divided != null) {
            return divided;
        }
        return rules.stream().anyMatch(rule -> rule.permits(asked)) ? Decision.ALLOWED : NOTHING;
    }

    /** @return null if the resource is the same for all nodes */
    private Decision divided(String node, Attributes asked) {
        return switch (asked.group()) {
            case "" ->
                switch (asked.resource()) {
                    case "secrets" -> readable(node, NodeGraph.SECRETS, asked);
                    case "configmaps" -> readable(node, NodeGraph.CONFIG_MAPS, asked);
                    case "persistentvolumeclaims" ->
                        asked.subresource().equals("status")
                                ? claimStatus(node, asked)
                                : gettable(node, NodeGraph.CLAIMS, asked);
                    case "persistentvolumes" -> gettable(node, NodeGraph.VOLUMES, asked);
                    case "serviceaccounts" -> serviceAccount(node, asked);
                    case "nodes" -> node(node, asked);
                    case "pods" -> pod(node, asked);
                    default -> null;
                };
            case "resource.k8s.io" ->
                switch (asked.resource()) {
                    case "resourceclaims" -> gettable(node, NodeGraph.RESOURCE_CLAIMS, asked);
                    case "resourceslices" -> slice(node, asked);
                    default -> null;
                };
            case "storage.k8s.io" ->
                switch (asked.resource()) {
                    case "volumeattachments" -> gettable(node, NodeGraph.ATTACHMENTS, asked);
                    case "csinodes" -> csiNode(node, asked);
                    default -> null;
                };
            case "coordination.k8s.io" -> asked.about(LEASES) ? lease(node, asked) : null;
            default -> null;
        };
    }

    private static Decision no(String reason) {
        return new Decision(false, reason);
    }

    private Decision related(String node, GroupResource resource, Attributes asked) {
        if (asked.name().isEmpty()) {
            return no("No Object name found");
        }
        return relations.related(node, new ResourceKey(resource, asked.namespace(), asked.name()))
                ? Decision.ALLOWED
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Decision gettable(String node, GroupResource resource, Attributes asked) {
        if (!asked.verb().equals("get")) {
            return no("can only get individual resources of this type");
        }
        return asked.subresource().isEmpty() ? related(node, resource, asked) : no("cannot get subresource");
    }

    /** A list or a watch of the one object of a name is one of that object. */
    private Decision readable(String node, GroupResource resource, Attributes asked) {
        if (!READ.contains(asked.verb())) {
            return no("can only read resources of this type");
        }
        if (!asked.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        return asked.namespace().isEmpty()
                ? no("can only read namespaced object of this type")
                : related(node, resource, asked);
    }

    private Decision claimStatus(String node, Attributes asked) {
        return WRITE.contains(asked.verb())
                ? related(node, NodeGraph.CLAIMS, asked)
                : no("can only get/update/patch this type");
    }

    /** An account is read by nodes that pull images in its name, and its tokens are asked for by those that run its pods. */
    private Decision serviceAccount(String node, Attributes asked) {
        if (asked.verb().equals("get") && asked.subresource().isEmpty()) {
            return related(node, NodeGraph.SERVICE_ACCOUNTS, asked);
        }
        if (!asked.verb().equals("create") || asked.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        return asked.subresource().equals("token")
                ? related(node, NodeGraph.SERVICE_ACCOUNTS, asked)
                : no("can only create token subresource of serviceaccount");
    }

    private static Decision lease(String node, Attributes asked) {
        if (!OWN.contains(asked.verb())) {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        if (!asked.namespace().equals(NODE_LEASES)) {
            return no("can only access leases in the \"" + NODE_LEASES + "\" system namespace");
        }
        return own(node, asked, "can only access node lease with the same name as the requesting node");
    }

    /** What an object is called is not known when it is created; the admission plugin NodeRestriction sees that. */
    private static Decision own(String node, Attributes asked, String refusal) {
        return asked.verb().equals("create") || asked.name().equals(node) ? Decision.ALLOWED : no(refusal);
    }

    private static Decision csiNode(String node, Attributes asked) {
        if (!OWN.contains(asked.verb())) {
            return no("can only get, create, update, patch, or delete a CSINode");
        }
        if (!asked.subresource().isEmpty()) {
            return no("cannot authorize CSINode subresources");
        }
        return own(node, asked, "can only access CSINode with the same name as the requesting node");
    }

    private Decision slice(String node, Attributes asked) {
        if (!asked.subresource().isEmpty()) {
            return no("cannot authorize ResourceSlice subresources");
        }
        return switch (asked.verb()) {
            case "create" -> Decision.ALLOWED;
            case "get", "update", "patch", "delete" -> related(node, NodeGraph.SLICES, asked);
            case "list", "watch", "deletecollection" ->
                selects(asked, "spec.nodeName", node)
                        ? Decision.ALLOWED
                        : no("can only list/watch/deletecollection resourceslices with nodeName field selector");
            default ->
                no("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update,"
                        + " patch, delete, deletecollection");
        };
    }

    private static Decision node(String node, Attributes asked) {
        boolean reads = READ.contains(asked.verb());
        if (asked.subresource().equals("status")) {
            return WRITE.contains(asked.verb()) ? Decision.ALLOWED : NOTHING;
        }
        if (!asked.subresource().isEmpty()) {
            return NOTHING;
        }
        if (asked.verb().equals("create")
                || WRITE.contains(asked.verb())
                || reads && asked.name().equals(node)) {
            return Decision.ALLOWED;
        }
        if (!reads) {
            return NOTHING;
        }
        return no(
                asked.name().isEmpty()
                        ? "node '" + node + "' cannot read all nodes, only its own Node object"
                        : "node '" + node + "' cannot read '" + asked.name() + "', only its own Node object");
    }

    private Decision pod(String node, Attributes asked) {
        String verb = asked.verb();
        return switch (asked.subresource()) {
            case "" ->
                switch (verb) {
                    case "get" -> related(node, NodeGraph.PODS, asked);
                    case "list", "watch" -> {
                        if (selects(asked, "spec.nodeName", node)) {
                            yield Decision.ALLOWED;
                        }
                        yield asked.name().isEmpty()
                                ? no("can only list/watch pods with spec.nodeName field selector")
                                : related(node, NodeGraph.PODS, asked);
                    }
                    case "create", "delete" -> Decision.ALLOWED;
                    default -> NOTHING;
                };
            case "status" -> WRITE.contains(verb) ? Decision.ALLOWED : NOTHING;
            case "eviction" -> verb.equals("create") ? Decision.ALLOWED : NOTHING;
            default -> NOTHING;
        };
    }

    private static boolean selects(Attributes asked, String field, String value) {
        if (asked.fieldSelector().isEmpty()) {
            return false;
        }
        try {
            return FieldSelector.parse(asked.fieldSelector())
                    .required(field)
                    .filter(value::equals)
                    .isPresent();
        } catch (InvalidSelectorException e) {
            return false;
        }
    }

    @Override
    public void close() {
        relations.close();
    }
}
