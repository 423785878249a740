/** Kubernetes quantities: amounts of CPU, memory and everything else that a resource list counts. Pure values. */
package org.nakhoda.api.quantity;
