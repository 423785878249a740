package org.nakhoda.apiserver.admission.quota;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quota.Quota;
import org.nakhoda.apiserver.registry.Encoding;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.Outcome;
import org.nakhoda.db.store.StoredObject;
import org.nakhoda.db.store.Write;
import tools.jackson.databind.node.ObjectNode;

/** The quotas of a namespace as they are stored. */
final class QuotaObjects {
    static final GroupResource RESOURCE = GroupResource.core("resourcequotas");

    private final ClusterStore store;
    private final ResourceType type;

    QuotaObjects(ClusterStore store, ResourceType type) {
        this.store = store;
        this.type = type;
    }

    /** A quota, and the state that it was read from. */
    record Read(StoredObject stored, ObjectNode tree, Quota quota) {}

    boolean any(String namespace) {
        return !store.list(RESOURCE, namespace).objects().isEmpty();
    }

    Map<String, Read> in(String namespace) {
        Map<String, Read> quotas = new LinkedHashMap<>();
        for (StoredObject stored : store.list(RESOURCE, namespace).objects()) {
            ObjectNode tree = (ObjectNode) Json.parse(stored.json());
            quotas.put(stored.key().name(), new Read(stored, tree, Quota.of(tree)));
        }
        return quotas;
    }

    /** Writes what is used by now, unless somebody else has written the quota since it was read. */
    CompletableFuture<Outcome> write(Read read, Quota quota) {
        ObjectNode changed = read.tree.deepCopy();
        Tree.child(changed, "status").set("used", quota.used().toJson());
        return store.commit(
                new Write.Update(read.stored.key(), read.stored.revision(), Encoding.encode(type, changed)));
    }
}
