package org.nakhoda.apiserver.backup;

import java.util.List;
import java.util.Map;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import org.nakhoda.db.store.ClusterStore;

/**
 * {@code GET /nakhoda/backup}: everything that the cluster keeps, Secrets included, as {@link org.nakhoda.api.backup} says, not
 * compressed. No role but those with every non-resource path, such as cluster-admin, reaches it. Keys and certificates are no
 * part of it: they never leave their machine by the API.
 */
public final class BackupRoute implements Route {
    public static final String PATH = "/nakhoda/backup";

    private static final List<String> SEGMENTS = List.of("nakhoda", "backup");
    private static final String LINES = "application/x-ndjson";

    private final ClusterStore store;
    private final String product;

    /** @param product the version that a backup says it was written by */
    public BackupRoute(ClusterStore store, String product) {
        this.store = store;
        this.product = product;
    }

    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET") && request.path().equals(SEGMENTS);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        store.awaitCurrent();
        return new ApiResponse(200, Map.of(), new ApiResponse.Body.Streamed(LINES, out -> store.backup(out, product)));
    }
}
