/**
 * The agent's own HTTPS server: logs, exec, attach and port-forward of this node's containers, and pages about the node.
 * Only the API server and administrators may ask.
 */
package org.nakhoda.node.server;
