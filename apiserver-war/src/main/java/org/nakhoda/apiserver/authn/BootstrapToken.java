package org.nakhoda.apiserver.authn;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/** What a Secret of type {@value #TYPE} says of a bootstrap token. */
public final class BootstrapToken {
    public static final String TYPE = "bootstrap.kubernetes.io/token";
    public static final String NAMESPACE = "kube-system";
    public static final String PREFIX = "bootstrap-token-";
    public static final GroupResource SECRETS = new GroupResource("", "secrets");

    private final JsonNode data;

    private BootstrapToken(JsonNode data) {
        this.data = data;
    }

    static ResourceKey key(String id) {
        return new ResourceKey(SECRETS, NAMESPACE, PREFIX + id);
    }

    /** Empty if the Secret is for something else, or about to go. */
    public static Optional<BootstrapToken> of(StoredObject secret) {
        JsonNode object = Json.parse(secret.json());
        boolean usable = object.path("type").asString("").equals(TYPE)
                && object.path("metadata").path("deletionTimestamp").isMissingNode();
        return usable ? Optional.of(new BootstrapToken(object.path("data"))) : Optional.empty();
    }

    /** One of the values, decoded; empty if it is not there. */
    String text(String key) {
        try {
            return new String(Base64.getDecoder().decode(data.path(key).asString("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Whether its time is over, or cannot be read. A token that has no end lasts. */
    public boolean expired(Instant now) {
        String end = text("expiration");
        if (end.isEmpty()) {
            return false;
        }
        try {
            return !OffsetDateTime.parse(end).toInstant().isAfter(now);
        } catch (DateTimeException e) {
            return true;
        }
    }
}
