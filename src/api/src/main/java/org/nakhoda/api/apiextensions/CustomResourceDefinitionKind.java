package org.nakhoda.api.apiextensions;

import java.util.List;
import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.schema.BuiltinSchemas;

/** The declaration of a kind by a cluster's user. */
public final class CustomResourceDefinitionKind {
    public static final GroupResource RESOURCE = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private CustomResourceDefinitionKind() {}

    public static ResourceType declare() {
        return ResourceType.of("apiextensions.k8s.io", "v1", "CustomResourceDefinition")
                .plural("customresourcedefinitions")
                .shortNames("crd", "crds")
                .categories("api-extensions")
                .clusterScoped()
                .subresources("status")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of(
                        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition"))
                .strategy(new CustomResourceDefinitionStrategy())
                .columns(Columns.NAME, createdAt())
                .build();
    }

    private static Column createdAt() {
        return new Column(
                "Created At",
                "date",
                "",
                "When the kind was declared",
                0,
                (object, now) -> Columns.node(Tree.text(object, "metadata", "creationTimestamp")));
    }

    /** The names of the versions that are served. */
    static List<String> served(tools.jackson.databind.JsonNode definition) {
        List<String> names = new java.util.ArrayList<>();
        for (var version : Tree.objects(definition.path("spec"), "versions")) {
            if (Tree.flag(version, "served")) {
                names.add(Tree.text(version, "name"));
            }
        }
        return names;
    }

    /** The name of the version in which objects are stored; empty if the declaration names none. */
    public static String stored(tools.jackson.databind.JsonNode definition) {
        for (var version : Tree.objects(definition.path("spec"), "versions")) {
            if (Tree.flag(version, "storage")) {
                return Tree.text(version, "name");
            }
        }
        return "";
    }
}
