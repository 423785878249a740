/**
 * The node agent: the kubelet, the service proxy and cluster DNS in one plain Java process. This package puts the parts
 * together; each part has a package of its own.
 */
package org.nakhoda.node;
