package org.nakhoda.api.resource;

import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.schema.BuiltinSchemas;

/** Devices that a cluster's owner offers under one name. */
public final class DeviceClassKind {
    private DeviceClassKind() {}

    public static ResourceType declare() {
        return ResourceType.of("resource.k8s.io", "v1", "DeviceClass")
                .plural("deviceclasses")
                .clusterScoped()
                .schema(BuiltinSchemas.of("io.k8s.api.resource.v1.DeviceClass"))
                .strategy(new DeviceClassStrategy())
                .columns(Columns.NAME, Columns.AGE)
                .build();
    }
}
