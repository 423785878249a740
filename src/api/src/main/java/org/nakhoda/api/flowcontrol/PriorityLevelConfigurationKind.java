package org.nakhoda.api.flowcontrol;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How many requests of a level run at once, and how the others wait. */
public final class PriorityLevelConfigurationKind {
    private PriorityLevelConfigurationKind() {}

    public static ResourceType declare() {
        return ResourceType.of("flowcontrol.apiserver.k8s.io", "v1", "PriorityLevelConfiguration")
                .plural("prioritylevelconfigurations")
                .clusterScoped()
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration"))
                .strategy(new PriorityLevelConfigurationStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Type", "Limited, or Exempt from limits", o -> Tree.text(o, "spec", "type")),
                        Columns.text(
                                "NominalConcurrencyShares",
                                "Its share of the server's seats",
                                o -> orNone(o.path("spec").path("limited").path("nominalConcurrencyShares"))),
                        Columns.text("Queues", "How many queues it has", o -> orNone(queuing(o, "queues"))),
                        Columns.text(
                                "HandSize", "How many queues each flow is dealt", o -> orNone(queuing(o, "handSize"))),
                        Columns.text(
                                "QueueLengthLimit",
                                "How many requests a queue holds",
                                o -> orNone(queuing(o, "queueLengthLimit"))),
                        Columns.AGE)
                .build();
    }

    private static JsonNode queuing(ObjectNode level, String field) {
        return level.path("spec")
                .path("limited")
                .path("limitResponse")
                .path("queuing")
                .path(field);
    }

    private static String orNone(JsonNode value) {
        return Columns.orNone(Tree.scalar(value));
    }
}
