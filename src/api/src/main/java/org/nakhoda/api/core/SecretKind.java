package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Confidential data for pods. */
public final class SecretKind {
    private SecretKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "Secret")
                .plural("secrets")
                .selectable("type", o -> Tree.text(o, "type"))
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.Secret"))
                .strategy(new SecretStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Type", "What the data is for", o -> Tree.text(o, "type")),
                        Columns.number(
                                "Data", "Number of entries", o -> o.path("data").size()),
                        Columns.AGE)
                .build();
    }
}
