package org.nakhoda.api.fieldmanager;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nakhoda.api.schema.Schema;
import tools.jackson.databind.node.ObjectNode;

/** The versions of a kind that is being written, in which managers name its fields. */
@FunctionalInterface
public interface Versions {
    /** A kind of one version. */
    Versions ONE = apiVersion -> Optional.empty();

    /**
     * A version other than that of the request; empty if there is none of this name, or none any more.
     *
     * @param apiVersion such as {@code autoscaling/v1}
     */
    Optional<Shape> find(String apiVersion);

    /**
     * How objects look in a version.
     *
     * @param schema null if nothing is known
     * @param from makes such an object of one in the request's version, which stays as it is
     * @param to makes one in the request's version of such an object, which stays as it is
     */
    record Shape(Schema schema, UnaryOperator<ObjectNode> from, UnaryOperator<ObjectNode> to) {}
}
