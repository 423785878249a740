package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import org.nakhoda.api.validation.Names;
import tools.jackson.databind.node.ObjectNode;

/** Whether the parts of the control plane are well: asked, never stored, and deprecated. */
public final class ComponentStatusKind {
    private ComponentStatusKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ComponentStatus")
                .plural("componentstatuses")
                .shortNames("cs")
                .clusterScoped()
                .verbs("get", "list")
                .deprecated("v1 ComponentStatus is deprecated in v1.19+")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ComponentStatus"))
                .strategy(new ObjectStrategy(Scope.CLUSTER, ObjectStrategy.Shape.PLAIN, Names::subdomain))
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Status",
                                "Healthy or Unhealthy",
                                o -> health(o).equals("True") ? "Healthy" : "Unhealthy"),
                        Columns.text("Message", "What it says", o -> of(o, "message")),
                        Columns.text("Error", "What is wrong", o -> of(o, "error")))
                .build();
    }

    private static String health(ObjectNode component) {
        return of(component, "status");
    }

    private static String of(ObjectNode component, String field) {
        for (ObjectNode condition : Tree.objects(component, "conditions")) {
            if (Tree.text(condition, "type").equals("Healthy")) {
                return Tree.text(condition, field);
            }
        }
        return "";
    }
}
