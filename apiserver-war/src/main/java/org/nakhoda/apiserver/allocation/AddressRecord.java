package org.nakhoda.apiserver.allocation;

import org.nakhoda.api.meta.ResourceKey;
import tools.jackson.databind.JsonNode;

/**
 * What an IPAddress says.
 *
 * @param mirror whether it only shows what a service holds; any other is a reservation that somebody made by hand
 * @param service the holder, if that is a service; else null
 */
record AddressRecord(String address, boolean mirror, ResourceKey service, String uid) {
    static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    /** Kubernetes' name for the API server's allocator. */
    static final String ALLOCATOR = "ipallocator.k8s.io";

    static AddressRecord of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        JsonNode parent = object.path("spec").path("parentRef");
        boolean service = parent.path("group").asString("").isEmpty()
                && parent.path("resource").asString("").equals("services");
        return new AddressRecord(
                metadata.path("name").asString(""),
                isMirror(object),
                service
                        ? new ResourceKey(
                                Ledger.SERVICES,
                                parent.path("namespace").asString(""),
                                parent.path("name").asString(""))
                        : null,
                metadata.path("uid").asString(""));
    }

    static boolean isMirror(JsonNode object) {
        return object.path("metadata")
                .path("labels")
                .path(MANAGED_BY)
                .asString("")
                .equals(ALLOCATOR);
    }
}
