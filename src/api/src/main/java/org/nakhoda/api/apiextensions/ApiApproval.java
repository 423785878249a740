package org.nakhoda.api.apiextensions;

import java.net.URI;
import java.net.URISyntaxException;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;

/**
 * Whether a definition in a group of Kubernetes' community ({@code *.k8s.io}, {@code *.kubernetes.io}) says where it was
 * approved. Any other group needs no approval.
 *
 * @param value of the annotation; empty if there is none
 */
public record ApiApproval(State state, String value) {
    public static final String ANNOTATION = "api-approved.kubernetes.io";

    /** What the annotation says. */
    public enum State {
        NOT_NEEDED,
        MISSING,
        APPROVED,
        /** It says of itself that nobody approved of it, which is allowed. */
        UNAPPROVED,
        INVALID
    }

    public static ApiApproval of(JsonNode definition) {
        String value = Tree.text(definition.path("metadata"), "annotations", ANNOTATION);
        return new ApiApproval(state(Tree.text(definition, "spec", "group"), value), value);
    }

    private static State state(String group, String value) {
        if (!isProtected(group)) {
            return State.NOT_NEEDED;
        }
        if (value.isEmpty()) {
            return State.MISSING;
        }
        if (value.startsWith("unapproved")) {
            return State.UNAPPROVED;
        }
        try {
            URI uri = new URI(value);
            return uri.getScheme() != null && uri.getHost() != null ? State.APPROVED : State.INVALID;
        } catch (URISyntaxException e) {
            return State.INVALID;
        }
    }

    private static boolean isProtected(String group) {
        return group.equals("k8s.io")
                || group.equals("kubernetes.io")
                || group.endsWith(".k8s.io")
                || group.endsWith(".kubernetes.io");
    }

    /** The reason of the condition KubernetesAPIApprovalPolicyConformant. */
    public String reason() {
        return switch (state) {
            case MISSING -> "MissingAnnotation";
            case APPROVED -> "ApprovedAnnotation";
            case UNAPPROVED -> "UnapprovedAnnotation";
            case INVALID -> "InvalidAnnotation";
            case NOT_NEEDED -> "";
        };
    }

    /** The message of the same condition. */
    public String message() {
        return switch (state) {
            case MISSING -> "protected groups must have approval annotation \"" + ANNOTATION + "\"";
            case APPROVED -> "approved in " + value;
            case UNAPPROVED -> "not approved: \"" + value + "\"";
            case INVALID ->
                "protected groups must have approval annotation \"" + ANNOTATION
                        + "\" with either a URL or a reason starting with \"unapproved\"";
            case NOT_NEEDED -> "";
        };
    }
}
