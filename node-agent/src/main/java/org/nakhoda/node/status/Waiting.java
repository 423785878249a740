package org.nakhoda.node.status;

/** Why a container that should run does not, as its status shows it. */
public record Waiting(String reason, String message) {}
