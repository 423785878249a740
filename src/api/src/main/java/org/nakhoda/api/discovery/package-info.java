/** Endpoint slices: the discovery.k8s.io group. */
package org.nakhoda.api.discovery;
