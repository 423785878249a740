package org.nakhoda.controllers.replicaset;

/**
 * Why a set could not be brought to its size.
 *
 * @param reason {@code FailedCreate} or {@code FailedDelete}
 */
record ReplicaFailure(String reason, String message) {}
