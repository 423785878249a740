package org.nakhoda.api.fieldmanager;

/**
 * Who manages fields, and by which kind of request.
 *
 * @param name what the client calls itself
 * @param apiVersion the version in which the fields are named
 * @param subresource through which the fields are written; empty for the main resource
 */
public record FieldManager(String name, Operation operation, String apiVersion, String subresource) {
    /** How fields came to their manager. */
    public enum Operation {
        /** Server-side apply: the manager states all that it wants, and what it states no more goes. */
        APPLY("Apply"),
        /** Any other write: the manager owns what it changed. */
        UPDATE("Update");

        private final String text;

        Operation(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Whether this is the same manager. One that applies is the same in every version. */
    boolean is(FieldManager other) {
        return operation == other.operation
                && name.equals(other.name)
                && subresource.equals(other.subresource)
                && (operation == Operation.APPLY || apiVersion.equals(other.apiVersion));
    }

    /** As conflicts name it. */
    @Override
    public String toString() {
        return "\"" + name + "\"" + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"")
                + (operation == Operation.UPDATE ? " using " + apiVersion : "");
    }
}
