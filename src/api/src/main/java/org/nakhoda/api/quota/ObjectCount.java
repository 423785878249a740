package org.nakhoda.api.quota;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** Objects that count one each: {@code count/deployments.apps}; some of the core group under their plain name, too. */
final class ObjectCount implements Measure {
    private static final Quantity ONE = Quantity.of(1);
    static final Set<String> PLAIN = Set.of("configmaps", "replicationcontrollers", "resourcequotas", "secrets");

    private final String name;
    private final String plain;
    private final ResourceList usage;

    ObjectCount(GroupResource resource) {
        this.name = nameOf(resource);
        boolean known = resource.group().isEmpty() && PLAIN.contains(resource.resource());
        this.plain = known ? resource.resource() : name;
        this.usage = ResourceList.of(known ? Map.of(name, ONE, plain, ONE) : Map.of(name, ONE));
    }

    static String nameOf(GroupResource resource) {
        return "count/" + resource;
    }

    static ResourceList one(String... names) {
        ResourceList list = ResourceList.EMPTY;
        for (String one : names) {
            list = list.plus(ResourceList.of(one, ONE));
        }
        return list;
    }

    @Override
    public boolean counts(String bound) {
        return bound.equals(name) || bound.equals(plain);
    }

    @Override
    public ResourceList usage(JsonNode object, Instant now) {
        return usage;
    }
}
