package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.api.selector.LabelSelector;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.representation.StoredShape;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** Finds the objects that a binding names as its policy's parameters. The policy is asked once for each. */
final class Parameters {
    private final ClusterStore store;
    private final Catalogue catalogue;

    /** Policy and binding do not fit each other, or the cluster; whether the request suffers says the failure policy. */
    static final class ConfigurationFault extends Exception {
        private static final long serialVersionUID = 1L;

        ConfigurationFault(String message) {
            super(message, null, false, false);
        }
    }

    Parameters(ClusterStore store, Catalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    /**
     * The kind of a policy's parameters; empty if it has none.
     *
     * @throws ConfigurationFault if nothing serves that kind
     */
    Optional<ResourceType> type(Policy<?> policy) throws ConfigurationFault {
        Optional<ObjectKind> kind = policy.paramKind();
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<ResourceType> type = catalogue.byKind(
                kind.get().group(), kind.get().version(), kind.get().kind());
        if (type.isEmpty()) {
            throw new ConfigurationFault("failed to find resource referenced by paramKind: '" + kind.get() + "'");
        }
        return type;
    }

    /**
     * @param type see {@link #type}
     * @param namespace of the request; empty for objects of the cluster
     * @return null stands for no parameters
     * @throws ConfigurationFault if the binding's reference leads nowhere and that is to be a fault
     */
    List<JsonNode> of(Optional<ResourceType> type, Binding binding, String namespace) throws ConfigurationFault {
        JsonNode reference = binding.paramRef();
        if (type.isEmpty() || !reference.isObject()) {
            return Collections.singletonList(null);
        }
        String place = namespace(type.get(), reference, namespace);
        List<JsonNode> found = find(type.get(), reference, place);
        if (found.isEmpty() && Tree.text(reference, "parameterNotFoundAction").equals("Deny")) {
            throw new ConfigurationFault("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private static String namespace(ResourceType type, JsonNode reference, String requested) throws ConfigurationFault {
        String stated = Tree.text(reference, "namespace");
        if (!type.namespaced()) {
            if (!stated.isEmpty()) {
                throw new ConfigurationFault(
                        "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
            }
            return "";
        }
        String namespace = stated.isEmpty() ? requested : stated;
        if (namespace.isEmpty()) {
            throw new ConfigurationFault(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        return namespace;
    }

    private List<JsonNode> find(ResourceType type, JsonNode reference, String namespace) {
        String name = Tree.text(reference, "name");
        if (!name.isEmpty()) {
            return store.get(new ResourceKey(type.storageResource(), namespace, name))
                    .map(stored -> Arrays.<JsonNode>asList(StoredShape.tree(type, stored.json())))
                    .orElse(List.of());
        }
        LabelSelector selector = LabelSelector.fromObject(reference.path("selector"));
        List<JsonNode> found = new ArrayList<>();
        for (StoredObject stored : store.list(type.storageResource(), namespace).objects()) {
            if (selector.matches(stored.labels())) {
                found.add(StoredShape.tree(type, stored.json()));
            }
        }
        return found;
    }
}
