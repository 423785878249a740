package org.nakhoda.api.masters;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.Schema;

/** A new master asks to be admitted, and is told all that it has to know: the body of masters/join. */
public final class MasterJoinKind {
    private MasterJoinKind() {}

    public static ResourceType declare() {
        Map<String, Schema> spec = new LinkedHashMap<>(MasterKind.addresses());
        spec.put("version", OwnSchema.text("Its version, of which major and minor have to be the others'."));
        Map<String, Schema> member = new LinkedHashMap<>();
        member.put("name", OwnSchema.text("Its node's name."));
        member.putAll(MasterKind.addresses());
        Map<String, Schema> status = new LinkedHashMap<>();
        status.put("group", OwnSchema.text("The name of the masters' agreement."));
        status.put("members", OwnSchema.list("All masters.", OwnSchema.object("One master.", member)));
        status.put("settings", OwnSchema.texts("The settings that are the same on every master."));
        status.put("files", OwnSchema.texts("Contents of files in the data folder, by path. Secret."));
        return ResourceType.of(MasterKind.GROUP, "v1", "MasterJoin")
                .plural("masterjoins")
                .clusterScoped()
                .subresourceOnly()
                .schema(OwnSchema.kind(
                        "org.nakhoda.v1.MasterJoin",
                        "A new master asks to be admitted, and is told what it has to know.",
                        Map.of(
                                "spec", OwnSchema.object("The new master.", spec),
                                "status", OwnSchema.object("What it has to know.", status))))
                .build();
    }
}
