package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a CSI driver can do and wants. */
public final class CsiDriverKind {
    private CsiDriverKind() {}

    public static ResourceType declare() {
        return ResourceType.of("storage.k8s.io", "v1", "CSIDriver")
                .plural("csidrivers")
                .clusterScoped()
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.storage.v1.CSIDriver"))
                .strategy(new CsiDriverStrategy())
                .columns(
                        Columns.NAME,
                        Columns.text(
                                "AttachRequired",
                                "Whether volumes are attached before they are mounted",
                                o -> Tree.scalar(o.path("spec").path("attachRequired"))),
                        Columns.text(
                                "PodInfoOnMount",
                                "Whether the driver is told about the pod",
                                o -> Tree.scalar(o.path("spec").path("podInfoOnMount"))),
                        Columns.text(
                                "StorageCapacity",
                                "Whether the scheduler looks at capacity",
                                o -> Tree.scalar(o.path("spec").path("storageCapacity"))),
                        Columns.text(
                                "TokenRequests",
                                "Audiences of the tokens that the driver gets",
                                CsiDriverKind::audiences),
                        Columns.text(
                                "RequiresRepublish",
                                "Whether volumes are published again from time to time",
                                o -> Boolean.toString(Tree.flag(o.path("spec"), "requiresRepublish"))),
                        Columns.text(
                                "Modes",
                                "Kinds of volume that the driver supports",
                                o -> Columns.orNone(
                                        Columns.joined(o.path("spec").path("volumeLifecycleModes")))),
                        Columns.AGE)
                .build();
    }

    private static String audiences(ObjectNode driver) {
        JsonNode requests = driver.path("spec").path("tokenRequests");
        return requests.isMissingNode() ? "<unset>" : Columns.each(requests, "audience");
    }
}
