package org.nakhoda.node.pod;

/**
 * What pods are told about the node they run on.
 *
 * @param runtimeName of the container runtime, which begins the ids of its containers in statuses
 */
public record NodeIdentity(String name, String address, String runtimeName) {}
