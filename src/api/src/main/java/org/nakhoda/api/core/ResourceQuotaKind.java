package org.nakhoda.api.core;

import java.util.Map;
import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bounds for what a namespace uses in all. */
public final class ResourceQuotaKind {
    private ResourceQuotaKind() {}

    public static ResourceType declare() {
        return ResourceType.of("", "v1", "ResourceQuota")
                .plural("resourcequotas")
                .shortNames("quota")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.core.v1.ResourceQuota"))
                .strategy(new ResourceQuotaStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("Request", "Used and allowed, what is requested", o -> used(o, false)),
                        Columns.text("Limit", "Used and allowed, limits", o -> used(o, true)),
                        Columns.AGE)
                .build();
    }

    private static String used(ObjectNode quota, boolean limits) {
        JsonNode status = quota.path("status");
        StringJoiner text = new StringJoiner(", ");
        status.path("hard").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(hard -> {
                    if (hard.getKey().startsWith("limits.") == limits) {
                        JsonNode used = status.path("used").path(hard.getKey());
                        text.add(hard.getKey() + ": " + (used.isMissingNode() ? "0" : Tree.scalar(used)) + "/"
                                + Tree.scalar(hard.getValue()));
                    }
                });
        return text.toString();
    }
}
