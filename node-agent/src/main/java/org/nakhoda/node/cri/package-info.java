/**
 * The container runtime, over the Container Runtime Interface (version 1, gRPC on a unix socket). Nothing here knows what a
 * pod is for: it calls, and translates errors.
 */
package org.nakhoda.node.cri;
