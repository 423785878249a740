package org.nakhoda.api.networking;

import java.util.Locale;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An address that an object of the cluster holds. */
public final class IpAddressKind {
    private IpAddressKind() {}

    public static ResourceType declare() {
        return ResourceType.of("networking.k8s.io", "v1", "IPAddress")
                .plural("ipaddresses")
                .shortNames("ip")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.networking.v1.IPAddress"))
                .strategy(new IpAddressStrategy())
                .columns(Columns.NAME, Columns.text("ParentRef", "Who holds it", IpAddressKind::parent), Columns.AGE)
                .build();
    }

    private static String parent(ObjectNode address) {
        JsonNode parent = address.path("spec").path("parentRef");
        if (!parent.isObject()) {
            return Columns.NONE;
        }
        String group = Tree.text(parent, "group");
        String resource = Tree.text(parent, "resource") + (group.isEmpty() ? "" : "." + group);
        return resource.toLowerCase(Locale.ROOT) + "/" + Tree.text(parent, "namespace") + "/"
                + Tree.text(parent, "name");
    }
}
