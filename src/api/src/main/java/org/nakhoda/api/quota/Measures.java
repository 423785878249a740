package org.nakhoda.api.quota;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.meta.GroupResource;

/** The measures of all resources: a few have their own, all others count one for each object. */
public final class Measures {
    private static final Map<GroupResource, Measure> SPECIAL = Map.of(
            PodMeasure.RESOURCE, new PodMeasure(),
            ServiceMeasure.RESOURCE, new ServiceMeasure(),
            ClaimMeasure.RESOURCE, new ClaimMeasure(),
            DeviceMeasure.RESOURCE, new DeviceMeasure());
    private static final Set<GroupResource> IGNORED =
            Set.of(GroupResource.core("events"), new GroupResource("events.k8s.io", "events"));
    private static final String COUNT = "count/";

    private Measures() {}

    public static Measure of(GroupResource resource) {
        Measure special = SPECIAL.get(resource);
        return special == null ? new ObjectCount(resource) : special;
    }

    /** Whether a quota could bound a creation of such an object at all. */
    public static boolean counted(GroupResource resource) {
        return !IGNORED.contains(resource);
    }

    /** Whether each object of the resource counts one, whatever it says. */
    public static boolean plain(GroupResource resource) {
        return !SPECIAL.containsKey(resource);
    }

    /** Whether a change of the resource, or of its subresource, can change what it uses. */
    public static boolean changes(GroupResource resource, String subresource) {
        Measure special = SPECIAL.get(resource);
        return special != null && special.changes(subresource);
    }

    /** The resources whose objects bounds of these names count. */
    public static Set<GroupResource> concerned(Set<String> bounds) {
        Set<GroupResource> resources = new LinkedHashSet<>();
        for (String bound : bounds) {
            SPECIAL.forEach((resource, measure) -> {
                if (measure.counts(bound)) {
                    resources.add(resource);
                }
            });
            if (bound.startsWith(COUNT)) {
                String name = bound.substring(COUNT.length());
                int dot = name.indexOf('.');
                resources.add(
                        dot < 0
                                ? GroupResource.core(name)
                                : new GroupResource(name.substring(dot + 1), name.substring(0, dot)));
            } else if (ObjectCount.PLAIN.contains(bound)) {
                resources.add(GroupResource.core(bound));
            }
        }
        return resources;
    }
}
