package org.nakhoda.apiserver.discovery;

import java.util.List;
import java.util.function.Function;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;

/**
 * Something that is made from the whole catalogue, once for every state of it: first when it is asked for, again after
 * kinds came or went. Two threads may make it at the same time; both results are right.
 */
public final class PerCatalogue<T> {
    private final Catalogue catalogue;
    private final Function<List<ResourceType>, T> maker;
    private volatile Made<T> made;

    private record Made<T>(List<ResourceType> types, T value) {}

    public PerCatalogue(Catalogue catalogue, Function<List<ResourceType>, T> maker) {
        this.catalogue = catalogue;
        this.maker = maker;
    }

    public T get() {
        List<ResourceType> types = List.copyOf(catalogue.all());
        Made<T> known = made;
        if (known == null || !known.types().equals(types)) {
            known = new Made<>(types, maker.apply(types));
            made = known;
        }
        return known.value();
    }
}
