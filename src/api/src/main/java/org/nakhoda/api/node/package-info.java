/** How containers of a class are run: the node.k8s.io group. */
package org.nakhoda.api.node;
