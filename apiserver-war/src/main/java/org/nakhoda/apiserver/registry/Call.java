package org.nakhoda.apiserver.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.catalogue.BuiltinCatalogue;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.meta.ResourceKey;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.representation.MediaRange;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;

/**
 * One request about one kind, on its way through a verb.
 *
 * @param time when it came
 * @param warnings what the client is to be told in {@code Warning} headers; filled on the way
 * @param catalogue in which the kind was found
 */
record Call(
        ApiRequest request,
        RequestTarget target,
        ResourceType type,
        WriteOptions options,
        Instant time,
        List<String> warnings,
        Catalogue catalogue) {
    /** A call that writes nothing, and whose time therefore does not matter. */
    static Call of(ApiRequest request, RequestTarget target, ResourceType type) {
        return of(request, target, type, Instant.EPOCH, BuiltinCatalogue.instance());
    }

    static Call of(ApiRequest request, RequestTarget target, ResourceType type, Instant time, Catalogue catalogue) {
        List<String> warnings = new ArrayList<>(0);
        if (!type.deprecation().isEmpty()) {
            warnings.add(type.deprecation());
        }
        return new Call(request, target, type, WriteOptions.of(request), time, warnings, catalogue);
    }

    /** The same caller and options, about another object or kind. */
    Call about(ResourceType otherType, RequestTarget otherTarget) {
        return new Call(request, otherTarget, otherType, options, time, warnings, catalogue);
    }

    /** The same call, but that nothing is to be kept. */
    Call asDryRun() {
        return new Call(request, target, type, options.asDryRun(), time, warnings, catalogue);
    }

    /** Whether this is a server-side apply. */
    boolean applies() {
        return target.verb().equals("patch")
                && MediaRange.parse(request.headers().getOrDefault("content-type", ""))
                        .type()
                        .equals(AppliedConfiguration.MEDIA_TYPE);
    }

    UserInfo user() {
        return request.caller();
    }

    GroupResource resource() {
        return type.resource();
    }

    String name() {
        return target.name();
    }

    String namespace() {
        return target.namespace();
    }

    ResourceKey key() {
        return key(target.name());
    }

    ResourceKey key(String name) {
        return new ResourceKey(type.storageResource(), target.namespace(), name);
    }
}
