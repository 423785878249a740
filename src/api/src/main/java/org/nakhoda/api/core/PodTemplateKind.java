package org.nakhoda.api.core;

import org.nakhoda.api.apps.WorkloadColumns;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** A stored pod template. */
public final class PodTemplateKind {
    private PodTemplateKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "PodTemplate")
                .plural("podtemplates")
                .createdByUpdate()
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.PodTemplate"))
                .strategy(new PodTemplateStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "Containers",
                                "Names of the containers",
                                o -> WorkloadColumns.containers(o.path("template"))),
                        Columns.text(
                                "Images", "Images of the containers", o -> WorkloadColumns.images(o.path("template"))),
                        Columns.text(
                                "Pod Labels",
                                "Labels of the template",
                                o -> Columns.labels(
                                        o.path("template").path("metadata").path("labels"))))
                .build();
    }
}
