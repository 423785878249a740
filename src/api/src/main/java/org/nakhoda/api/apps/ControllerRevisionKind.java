package org.nakhoda.api.apps;

import java.util.Locale;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.node.ObjectNode;

/** A former state of a stateful or daemon set. */
public final class ControllerRevisionKind {
    private ControllerRevisionKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apps", "v1", "ControllerRevision")
                .plural("controllerrevisions")
                .schema(BuiltinSchemas.of("io.k8s.api.apps.v1.ControllerRevision"))
                .strategy(new ControllerRevisionStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Controller", "What it is a state of", ControllerRevisionKind::controller),
                        Columns.number("Revision", "Number of the state", o -> Tree.number(o, "revision", 0)),
                        Columns.AGE)
                .build();
    }

    private static String controller(ObjectNode revision) {
        for (ObjectNode owner : Tree.objects(revision.path("metadata"), "ownerReferences")) {
            if (Tree.flag(owner, "controller")) {
                String apiVersion = Tree.text(owner, "apiVersion");
                int slash = apiVersion.indexOf('/');
                String kind = Tree.text(owner, "kind").toLowerCase(Locale.ROOT);
                return (slash < 0 ? kind : kind + "." + apiVersion.substring(0, slash)) + "/"
                        + Tree.text(owner, "name");
            }
        }
        return Columns.NONE;
    }
}
