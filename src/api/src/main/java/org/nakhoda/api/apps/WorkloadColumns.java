package org.nakhoda.api.apps;

import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns that all workloads with a pod template have. */
public final class WorkloadColumns {
    public static final Column CONTAINERS =
            Columns.wide("Containers", "Names of the template's containers", o -> containers(template(o)));
    public static final Column IMAGES =
            Columns.wide("Images", "Images of the template's containers", o -> images(template(o)));
    public static final Column SELECTOR = Columns.wide(
            "Selector",
            "Which pods belong to it",
            o -> Columns.selector(o.path("spec").path("selector")));

    private WorkloadColumns() {}

    public static String containers(JsonNode template) {
        return Columns.each(template.path("spec").path("containers"), "name");
    }

    public static String images(JsonNode template) {
        return Columns.each(template.path("spec").path("containers"), "image");
    }

    private static JsonNode template(ObjectNode workload) {
        return workload.path("spec").path("template");
    }
}
