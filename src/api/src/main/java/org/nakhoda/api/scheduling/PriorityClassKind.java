package org.nakhoda.api.scheduling;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A name for a pod priority. */
public final class PriorityClassKind {
    private PriorityClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("scheduling.k8s.io", "v1", "PriorityClass")
                .plural("priorityclasses")
                .shortNames("pc")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.scheduling.v1.PriorityClass"))
                .strategy(new PriorityClassStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number("Value", "The priority", o -> Tree.number(o, "value", 0)),
                        Columns.text(
                                "Global-Default",
                                "Whether pods without a class get it",
                                o -> Boolean.toString(Tree.flag(o, "globalDefault"))),
                        Columns.AGE,
                        Columns.text(
                                "PreemptionPolicy",
                                "Whether its pods may push others out",
                                o -> Tree.text(o, "preemptionPolicy")))
                .build();
    }
}
