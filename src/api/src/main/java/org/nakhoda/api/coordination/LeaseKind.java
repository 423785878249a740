package org.nakhoda.api.coordination;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A claim that lapses unless it is renewed: heartbeats and leader election. */
public final class LeaseKind {
    private LeaseKind() {}

    public static ResourceType declare() {
        return ResourceType.of("coordination.k8s.io", "v1", "Lease")
                .plural("leases")
                .updateNeedsRevision()
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.coordination.v1.Lease"))
                .strategy(new LeaseStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Holder", "Who holds it", o -> Tree.text(o.path("spec"), "holderIdentity")),
                        Columns.AGE)
                .build();
    }
}
