package org.nakhoda.apiserver.openapi;

import java.util.List;

/**
 * One method on one path.
 *
 * @param action Kubernetes' name of what is done: list, get, post, put, patch, delete, deletecollection, connect
 * @param body the name of the body's schema, or null
 * @param response the name of the answer's schema; null for plain text
 */
record Operation(
        String method,
        String action,
        String id,
        String description,
        Kind kind,
        String body,
        List<String> consumes,
        String response,
        int success,
        List<Parameter> parameters) {
    static final List<String> JSON = List.of("application/json");
    static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    /** kubectl takes the kind of its own patches from this list. */
    static final List<String> PLAIN_PATCHES = PATCHES.stream()
            .filter(type -> !type.equals("application/strategic-merge-patch+json"))
            .toList();

    /** The kind that the operation is about. */
    record Kind(String group, String version, String kind) {}

    /** A query parameter. */
    record Parameter(String name, String type, String description) {}

    /** A path and its operations. */
    record Path(String path, List<String> variables, List<Operation> operations) {}

    static final List<Parameter> READ_ONE = List.of();
    static final List<Parameter> SELECT = List.of(
            new Parameter("labelSelector", "string", "Only objects whose labels match."),
            new Parameter("fieldSelector", "string", "Only objects whose fields match."),
            new Parameter("limit", "integer", "At most this many objects in one answer."),
            new Parameter("continue", "string", "Where the last answer of a longer list said to go on."),
            new Parameter("resourceVersion", "string", "The state that is asked for, or the state to watch from."),
            new Parameter("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
            new Parameter("timeoutSeconds", "integer", "When a list or a watch ends at the latest."),
            new Parameter("watch", "boolean", "Send changes as they happen."),
            new Parameter("allowWatchBookmarks", "boolean", "Send bookmarks in a watch."),
            new Parameter("sendInitialEvents", "boolean", "Begin a watch with the objects that there are."));

    private static final Parameter DRY_RUN =
            new Parameter("dryRun", "string", "All: do everything but keep the change.");
    private static final Parameter FIELD_MANAGER =
            new Parameter("fieldManager", "string", "The name under which the change is made.");
    private static final Parameter FIELD_VALIDATION = new Parameter(
            "fieldValidation", "string", "What to do about unknown and duplicate fields: Ignore, Warn or Strict.");

    static final List<Parameter> WRITE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
    static final List<Parameter> PATCH = List.of(
            DRY_RUN,
            FIELD_MANAGER,
            FIELD_VALIDATION,
            new Parameter("force", "boolean", "Apply: take fields over from other managers."));
    static final List<Parameter> DELETE = List.of(
            DRY_RUN,
            new Parameter("gracePeriodSeconds", "integer", "How long the object may take to end; 0 ends it at once."),
            new Parameter("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
            new Parameter(
                    "propagationPolicy", "string", "What becomes of dependents: Orphan, Background, Foreground."));
}
