package org.nakhoda.apiserver.admission;

import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** The class of its kind that is annotated as the default; the newest, should there be several. */
record DefaultClass(GroupResource resource, List<String> annotations) {
    Optional<String> name(ClusterStore store) {
        String newest = "";
        String created = "";
        for (StoredObject stored : store.list(resource, "").objects()) {
            JsonNode metadata = Json.parse(stored.json()).path("metadata");
            String timestamp = Tree.text(metadata, "creationTimestamp");
            if (isDefault(metadata.path("annotations")) && (newest.isEmpty() || timestamp.compareTo(created) > 0)) {
                newest = stored.key().name();
                created = timestamp;
            }
        }
        return newest.isEmpty() ? Optional.empty() : Optional.of(newest);
    }

    private boolean isDefault(JsonNode present) {
        return annotations.stream()
                .anyMatch(annotation -> Tree.text(present, annotation).equals("true"));
    }
}
