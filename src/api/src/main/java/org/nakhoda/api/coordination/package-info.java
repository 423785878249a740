/** Leases: the coordination.k8s.io group. */
package org.nakhoda.api.coordination;
