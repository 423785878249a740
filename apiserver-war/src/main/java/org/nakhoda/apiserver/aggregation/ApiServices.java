package org.nakhoda.apiserver.aggregation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;

/** The registrations in the store, each read once after a change of it. */
final class ApiServices {
    static final GroupResource RESOURCE = new GroupResource("apiregistration.k8s.io", "apiservices");

    private final ClusterStore store;
    private final Map<String, Read> known = new ConcurrentHashMap<>();

    private record Read(StoredObject stored, ApiService value) {}

    ApiServices(ClusterStore store) {
        this.store = store;
    }

    List<ApiService> all() {
        List<StoredObject> objects = store.list(RESOURCE, "").objects();
        if (known.size() > 2 * objects.size()) {
            known.clear();
        }
        return objects.stream().map(this::read).toList();
    }

    Optional<ApiService> get(String name) {
        return store.get(new ResourceKey(RESOURCE, "", name)).map(this::read);
    }

    /** Who serves a group version, if it is not this server. */
    Optional<ApiService> remote(String group, String version) {
        return group.isEmpty()
                ? Optional.empty()
                : get(ApiService.name(group, version)).filter(ApiServices::remote);
    }

    /** All that are served by others. */
    List<ApiService> remote() {
        return all().stream().filter(ApiServices::remote).toList();
    }

    /** The registry of these registrations is always here: a mistake in it must be mendable. */
    private static boolean remote(ApiService service) {
        return service.target() != null && !service.group().equals(RESOURCE.group());
    }

    private ApiService read(StoredObject object) {
        String name = object.key().name();
        Read last = known.get(name);
        if (last == null || last.stored() != object) {
            last = new Read(object, ApiService.of(Json.parse(object.json())));
            known.put(name, last);
        }
        return last.value();
    }
}
