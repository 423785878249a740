package org.nakhoda.api.resource;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** Devices that a driver offers, on one node or on several. */
public final class ResourceSliceKind {
    private ResourceSliceKind() {}

    public static ResourceType declare() {
        return ResourceType.of("resource.k8s.io", "v1", "ResourceSlice")
                .plural("resourceslices")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.resource.v1.ResourceSlice"))
                .strategy(new ResourceSliceStrategy())
                .selectable("spec.nodeName", o -> Tree.text(o, "spec", "nodeName"))
                .selectable("spec.driver", o -> Tree.text(o, "spec", "driver"))
                .columns(
                        Columns.NAME,
                        Columns.text("Node", "The node that has the devices", o -> node(o)),
                        Columns.text("Driver", "The driver that offers them", o -> Tree.text(o, "spec", "driver")),
                        Columns.text(
                                "Pool",
                                "The pool that they belong to",
                                o -> Tree.text(o.path("spec").path("pool"), "name")),
                        Columns.AGE)
                .build();
    }

    private static String node(ObjectNode slice) {
        String name = Tree.text(slice, "spec", "nodeName");
        return name.isEmpty() ? "<unset>" : name;
    }
}
