/** Which masters the node's agent can turn to when its own does not answer: learnt from the cluster, kept in a file. */
package org.nakhoda.node.masters;
