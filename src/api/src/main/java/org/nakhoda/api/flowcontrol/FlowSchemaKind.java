package org.nakhoda.api.flowcontrol;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** Which requests belong to which priority level. */
public final class FlowSchemaKind {
    private FlowSchemaKind() {}

    public static ResourceType declare() {
        return ResourceType.of("flowcontrol.apiserver.k8s.io", "v1", "FlowSchema")
                .plural("flowschemas")
                .clusterScoped()
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.flowcontrol.v1.FlowSchema"))
                .strategy(new FlowSchemaStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "PriorityLevel",
                                "The priority level of its requests",
                                o -> Tree.text(o.path("spec").path("priorityLevelConfiguration"), "name")),
                        Columns.number(
                                "MatchingPrecedence",
                                "The schema with the least number that matches is taken",
                                o -> Tree.number(o.path("spec"), "matchingPrecedence", 0)),
                        Columns.text(
                                "DistinguisherMethod",
                                "How its requests are told apart",
                                o -> Columns.orNone(Tree.text(o.path("spec").path("distinguisherMethod"), "type"))),
                        Columns.AGE,
                        Columns.text("MissingPL", "Whether the priority level is missing", FlowSchemaKind::dangling))
                .build();
    }

    private static String dangling(ObjectNode schema) {
        for (ObjectNode condition : Tree.objects(schema.path("status"), "conditions")) {
            if (Tree.text(condition, "type").equals("Dangling")) {
                return Tree.text(condition, "status");
            }
        }
        return "?";
    }
}
