package org.nakhoda.api.core;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Configuration data for pods. */
public final class ConfigMapKind {
    private ConfigMapKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ConfigMap")
                .plural("configmaps")
                .shortNames("cm")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ConfigMap"))
                .strategy(new DataStrategy())
                .columns(
                        Columns.NAME,
                        Columns.number(
                                "Data",
                                "Number of entries",
                                o -> o.path("data").size()
                                        + o.path("binaryData").size()),
                        Columns.AGE)
                .build();
    }
}
