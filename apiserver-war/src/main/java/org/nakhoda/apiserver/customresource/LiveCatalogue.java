package org.nakhoda.apiserver.customresource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.apiextensions.CustomResourceDefinitionKind;
import org.nakhoda.api.apiextensions.CustomResources;
import org.nakhoda.api.apiextensions.DefinitionConditions;
import org.nakhoda.api.apiextensions.Generation;
import org.nakhoda.api.apiextensions.SchemaRules;
import org.nakhoda.api.apiextensions.VersionConverter;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The built-in kinds and those of the stored CustomResourceDefinitions. A definition counts from the moment that its write is
 * committed: whoever has seen it can use its kind.
 *
 * <p>A request for a built-in kind costs one look into a map, as without custom kinds; for any other, the definitions in the
 * store are compared by identity with those that the last view was made of.
 */
public final class LiveCatalogue implements Catalogue {
    private final Catalogue builtin;
    private final SchemaRules.Language language;
    private volatile VersionConverter.Source converters = definition -> VersionConverter.NONE;
    private volatile ClusterStore store;
    private volatile View view = new View(List.of(), Map.of(), List.of());

    /** A kind as far as it has been declared. */
    private record Kind(
            JsonNode definition, Generation generation, List<ResourceType> all, List<ResourceType> served) {}

    /** What was made of certain definitions. */
    private record View(List<StoredObject> definitions, Map<StoredObject, Kind> kinds, List<ResourceType> served) {
        boolean isOf(List<StoredObject> others) {
            if (definitions.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (definitions.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param language of the rules in the schemas of definitions */
    public LiveCatalogue(Catalogue builtin, SchemaRules.Language language) {
        this.builtin = builtin;
        this.language = language;
    }

    /**
     * Before this the catalogue has the built-in kinds only: the store itself needs one to be opened.
     *
     * @param source of what converts objects between the versions of a kind
     */
    public void watch(ClusterStore opened, VersionConverter.Source source) {
        this.converters = source;
        this.store = opened;
    }

    private View current() {
        ClusterStore opened = store;
        if (opened == null) {
            return view;
        }
        List<StoredObject> definitions =
                opened.list(CustomResourceDefinitionKind.RESOURCE, "").objects();
        View known = view;
        if (known.isOf(definitions)) {
            return known;
        }
        return renewed();
    }

    /** The definitions of which some name belongs to another kind. */
    List<ResourceKey> withConflicts() {
        return current().kinds().entrySet().stream()
                .filter(kind -> !DefinitionConditions.isTrue(kind.getValue().definition(), "NamesAccepted"))
                .map(kind -> kind.getKey().key())
                .toList();
    }

    /** By one thread at a time: each state of a definition has one successor, so that none misses what was stored late. */
    private synchronized View renewed() {
        List<StoredObject> definitions =
                store.list(CustomResourceDefinitionKind.RESOURCE, "").objects();
        View known = view;
        if (known.isOf(definitions)) {
            return known;
        }
        View made = make(definitions, known);
        view = made;
        return made;
    }

    /** Kinds whose definition declares what it declared before stay the same objects. */
    private View make(List<StoredObject> definitions, View known) {
        Map<String, Kind> before = new HashMap<>();
        known.kinds().forEach((definition, kind) -> before.put(definition.uid(), kind));
        Map<StoredObject, Kind> kinds = new IdentityHashMap<>();
        List<ResourceType> served = new ArrayList<>();
        for (StoredObject definition : definitions) {
            Kind kind = known.kinds().get(definition);
            if (kind == null) {
                kind = kind(definition, before.get(definition.uid()));
            }
            kinds.put(definition, kind);
            served.addAll(kind.served());
            before.remove(definition.uid());
        }
        before.values().forEach(gone -> gone.generation().end());
        return new View(List.copyOf(definitions), kinds, List.copyOf(served));
    }

    /** @param before what was made of the definition's last state; null if there was none */
    private Kind kind(StoredObject stored, Kind before) {
        JsonNode whole = Json.parse(stored.json());
        // its metadata notes who manages each field of each schema, which is of no use here and takes as much room as
        // all the rest
        ObjectNode definition = Json.object();
        definition.set("spec", whole.path("spec"));
        definition.set("status", whole.path("status"));
        if (before != null && CustomResources.same(definition, before.definition())) {
            return before;
        }
        Generation generation = new Generation(stored.revision());
        if (before != null) {
            before.generation().endsWith(generation);
        }
        List<ResourceType> all =
                CustomResources.declaredBy(definition, language, converters.of(definition), generation);
        return new Kind(
                definition,
                generation,
                all,
                all.stream()
                        .filter(type -> CustomResources.served(definition, type))
                        .toList());
    }

    @Override
    public Optional<ResourceType> byResource(String group, String version, String resource) {
        Optional<ResourceType> found = builtin.byResource(group, version, resource);
        if (found.isPresent()) {
            return found;
        }
        for (ResourceType type : current().served()) {
            if (type.resource().resource().equals(resource)
                    && type.group().equals(group)
                    && type.version().equals(version)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ResourceType> byKind(String group, String version, String kind) {
        Optional<ResourceType> found = builtin.byKind(group, version, kind);
        if (found.isPresent()) {
            return found;
        }
        for (ResourceType type : current().served()) {
            if (type.kind().equals(kind)
                    && type.group().equals(group)
                    && type.version().equals(version)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Also while the stored version is not served. */
    @Override
    public Optional<ResourceType> storage(GroupResource resource) {
        Optional<ResourceType> found = builtin.storage(resource);
        if (found.isPresent()) {
            return found;
        }
        for (Kind kind : current().kinds().values()) {
            if (!kind.all().isEmpty() && kind.all().get(0).resource().equals(resource)) {
                return Optional.of(kind.all().get(0));
            }
        }
        return Optional.empty();
    }

    @Override
    public Collection<ResourceType> all() {
        View now = current();
        if (now.served().isEmpty()) {
            return builtin.all();
        }
        List<ResourceType> all = new ArrayList<>(builtin.all());
        all.addAll(now.served());
        return all;
    }
}
