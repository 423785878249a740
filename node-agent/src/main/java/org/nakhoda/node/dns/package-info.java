/**
 * Cluster DNS, by Kubernetes' "DNS for Services and Pods" and its DNS specification. {@link org.nakhoda.node.dns.Zone} is the
 * cluster's domain as a pure function of Services and EndpointSlices; the server speaks UDP and TCP and passes on what is
 * not the cluster's.
 */
package org.nakhoda.node.dns;
