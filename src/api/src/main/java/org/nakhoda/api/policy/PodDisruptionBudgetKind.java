package org.nakhoda.api.policy;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** How many pods of a set may be evicted at once. */
public final class PodDisruptionBudgetKind {
    private PodDisruptionBudgetKind() {}

    public static ResourceType declare() {
        return ResourceType.of("policy", "v1", "PodDisruptionBudget")
                .plural("poddisruptionbudgets")
                .shortNames("pdb")
                .subresources("status")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.policy.v1.PodDisruptionBudget"))
                .strategy(new PodDisruptionBudgetStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Min Available", "How many must stay", o -> bound(o, "minAvailable")),
                        Columns.text("Max Unavailable", "How many may go", o -> bound(o, "maxUnavailable")),
                        Columns.number(
                                "Allowed Disruptions",
                                "How many may be evicted now",
                                o -> Tree.number(o.path("status"), "disruptionsAllowed", 0)),
                        Columns.AGE)
                .build();
    }

    private static String bound(ObjectNode budget, String field) {
        String bound = Tree.scalar(budget.path("spec").path(field));
        return bound.isEmpty() ? "N/A" : bound;
    }
}
