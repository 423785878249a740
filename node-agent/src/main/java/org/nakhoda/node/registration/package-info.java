/** The node as the cluster sees it: its Node object, its status, and the lease that says it is alive. */
package org.nakhoda.node.registration;
