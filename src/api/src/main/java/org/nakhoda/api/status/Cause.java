package org.nakhoda.api.status;

/**
 * One fault of a request: {@code Status.details.causes[]}.
 *
 * @param reason Kubernetes' CauseType: FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, ...
 * @param field the path of the field at fault, such as {@code spec.containers[0].image}
 */
public record Cause(String reason, String message, String field) {}
