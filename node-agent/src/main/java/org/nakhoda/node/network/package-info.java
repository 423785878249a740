/** The node's own network: the bridge that pods hang on, the CNI configuration, routes and kernel switches. */
package org.nakhoda.node.network;
