/** Probes: whether a container has started, is alive, and is ready, found out by asking it in the way its pod says. */
package org.nakhoda.node.probe;
