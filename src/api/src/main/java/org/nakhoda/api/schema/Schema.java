package org.nakhoda.api.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The schema of a value, as much of OpenAPI as Kubernetes' own types use. Immutable; schemas that appear in several kinds
 * are shared, and a recursive one refers to itself.
 */
public interface Schema {
    /** What a value may be. */
    enum Type {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** A string or an integer, such as a port's name or number. */
        INT_OR_STRING,
        /** Anything: raw extensions and fields that keep what they are given. */
        ANY
    }

    Type type();

    /** OpenAPI's name of the definition, such as {@code io.k8s.api.core.v1.PodSpec}; null for anonymous schemas. */
    String name();

    String description();

    /** OpenAPI format, such as {@code int32}, {@code int64}, {@code date-time}, {@code byte}, {@code quantity}; null if none. */
    String format();

    /** The fields of an object; empty for maps. */
    Map<String, Schema> properties();

    Set<String> required();

    /** The values of a map ({@code additionalProperties}), or null. */
    Schema values();

    /** The elements of an array, or null. */
    Schema items();

    /** {@code atomic}, {@code set}, {@code map}, or null if Kubernetes states none. */
    String listType();

    /** The keys by which server-side apply tells the elements of a {@code map} list apart. */
    List<String> listMapKeys();

    /** {@code atomic} if server-side apply takes an object or a map as one value; else null or {@code granular}. */
    default String mapType() {
        return null;
    }

    /** What an absent field stands for where the field is a key of a {@code map} list; null if nothing. */
    default JsonNode defaultValue() {
        return null;
    }

    /** Strategic merge patch: {@code merge}, {@code replace}, {@code retainKeys}, comma-separated as Kubernetes writes it; null if none. */
    String patchStrategy();

    /** Strategic merge patch: the key of a merged list of objects; null for lists of scalars. */
    String patchMergeKey();

    /** Whether an object keeps fields that {@link #properties} does not name. */
    default boolean keepsUnknown() {
        return name() == null && properties().isEmpty();
    }

    /** Whether a zero, an empty string, list or map in this field is the same as none, so that it is not kept. */
    default boolean omitsZero() {
        return false;
    }

    /** Whether null is a value of its own; it counts as absent otherwise. */
    default boolean nullable() {
        return false;
    }

    /** The schema as its author wrote it, with keywords that only validation and publishing know; null for built-in kinds. */
    default JsonNode declared() {
        return null;
    }

    /** Whether an object with a value of another type cannot be read at all; otherwise its validation names that value. */
    default boolean judgedWhenRead() {
        return true;
    }
}
