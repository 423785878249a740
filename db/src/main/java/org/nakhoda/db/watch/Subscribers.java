package org.nakhoda.db.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.db.store.StoreEvent;

/** The live watchers by what they watch, so that a change costs only those whom it concerns. Not thread-safe. */
final class Subscribers {
    private record Topic(GroupResource resource, String namespace) {}

    private final Map<Topic, Set<Subscription>> byTopic = new HashMap<>();

    void add(Subscription subscription) {
        byTopic.computeIfAbsent(topic(subscription), t -> new LinkedHashSet<>()).add(subscription);
    }

    void remove(Subscription subscription) {
        byTopic.computeIfPresent(topic(subscription), (topic, set) -> {
            set.remove(subscription);
            return set.isEmpty() ? null : set;
        });
    }

    void forEachOf(StoreEvent event, Consumer<Subscription> consumer) {
        GroupResource resource = event.object().key().resource();
        byTopic.getOrDefault(new Topic(resource, ""), Set.of()).forEach(consumer);
        String namespace = event.object().key().namespace();
        if (!namespace.isEmpty()) {
            byTopic.getOrDefault(new Topic(resource, namespace), Set.of()).forEach(consumer);
        }
    }

    List<Subscription> all() {
        List<Subscription> all = new ArrayList<>();
        byTopic.values().forEach(all::addAll);
        return all;
    }

    private static Topic topic(Subscription subscription) {
        return new Topic(subscription.resource(), subscription.namespace());
    }
}
