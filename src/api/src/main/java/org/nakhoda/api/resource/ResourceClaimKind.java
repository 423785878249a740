package org.nakhoda.api.resource;

import java.util.StringJoiner;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A claim to devices, which pods use. */
public final class ResourceClaimKind {
    private ResourceClaimKind() {}

    public static ResourceType declare() {
        return ResourceType.of("resource.k8s.io", "v1", "ResourceClaim")
                .plural("resourceclaims")
                .subresources("status")
                .schema(BuiltinSchemas.of("io.k8s.api.resource.v1.ResourceClaim"))
                .strategy(new ResourceClaimStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text("State", "What has happened to the claim", ResourceClaimKind::state),
                        Columns.AGE)
                .build();
    }

    private static String state(ObjectNode claim) {
        StringJoiner states = new StringJoiner(",");
        JsonNode status = claim.path("status");
        boolean going = claim.path("metadata").has("deletionTimestamp");
        if (going) {
            states.add("deleted");
        }
        boolean allocated = status.path("allocation").isObject();
        if (!allocated && !going) {
            states.add("pending");
        } else if (allocated) {
            states.add("allocated");
            if (!Tree.isEmpty(status.path("reservedFor"))) {
                states.add("reserved");
            }
        }
        return states.toString();
    }
}
