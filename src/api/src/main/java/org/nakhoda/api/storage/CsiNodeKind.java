package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** The CSI drivers of a node. */
public final class CsiNodeKind {
    private CsiNodeKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "CSINode")
                .plural("csinodes")
                .clusterScoped()
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.CSINode"))
                .strategy(new CsiNodeStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number("Drivers", "Number of CSI drivers on the node", o -> o.path("spec")
                                .path("drivers")
                                .size()),
                        Columns.AGE)
                .build();
    }
}
