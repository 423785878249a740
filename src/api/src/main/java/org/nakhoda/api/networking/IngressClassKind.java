package org.nakhoda.api.networking;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which controller serves an ingress. */
public final class IngressClassKind {
    private IngressClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("networking.k8s.io", "v1", "IngressClass")
                .plural("ingressclasses")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.networking.v1.IngressClass"))
                .strategy(new IngressClassStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Controller", "The controller", o -> Tree.text(o.path("spec"), "controller")),
                        Columns.text("Parameters", "Where its parameters are", IngressClassKind::parameters),
                        Columns.AGE)
                .build();
    }

    private static String parameters(ObjectNode ingressClass) {
        JsonNode parameters = ingressClass.path("spec").path("parameters");
        if (!parameters.isObject()) {
            return Columns.NONE;
        }
        String group = Tree.text(parameters, "apiGroup");
        String kind = Tree.text(parameters, "kind");
        return (group.isEmpty() ? kind : kind + "." + group) + "/" + Tree.text(parameters, "name");
    }
}
