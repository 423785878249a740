package org.nakhoda.api.catalogue;

/** Whether objects of a kind live in a namespace. */
public enum Scope {
    NAMESPACED,
    CLUSTER
}
