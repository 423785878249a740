package org.nakhoda.api.fieldmanager;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.fieldmanager.Versions.Shape;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/**
 * What distinguishes two states of an object, as the versions of its kind see it. Managers name their fields in the version
 * that they write, and one change may be of other fields in each. A version is looked at when a manager of it is.
 */
final class Changes {
    private final Versions versions;
    private final String version;
    private final ObjectNode before;
    private final ObjectNode after;
    private final Comparison own;
    private final Map<String, Optional<Comparison>> others = new HashMap<>(0);
    private FieldSet touched;

    /** @param version of the request, in which both states are */
    Changes(Versions versions, String version, Schema schema, ObjectNode before, ObjectNode after) {
        this.versions = versions;
        this.version = version;
        this.before = before;
        this.after = after;
        this.own = Comparison.between(schema, before, after);
    }

    /** In the request's version. */
    Comparison own() {
        return own;
    }

    /** Empty if the version is not served any more. */
    Optional<Comparison> in(String apiVersion) {
        return apiVersion.equals(version) ? Optional.of(own) : others.computeIfAbsent(apiVersion, this::elsewhere);
    }

    private Optional<Comparison> elsewhere(String apiVersion) {
        return versions.find(apiVersion).map(shape -> between(shape, before, after));
    }

    static Comparison between(Shape shape, ObjectNode before, ObjectNode after) {
        return Comparison.between(
                shape.schema(), shape.from().apply(before), shape.from().apply(after));
    }

    /** The fields that belong to nobody but who made the change; empty if the version is not served any more. */
    Optional<FieldSet> touched(String apiVersion) {
        if (apiVersion.equals(version)) {
            if (touched == null) {
                touched = own.written().union(own.removed());
            }
            return Optional.of(touched);
        }
        return in(apiVersion).map(change -> change.written().union(change.removed()));
    }
}
