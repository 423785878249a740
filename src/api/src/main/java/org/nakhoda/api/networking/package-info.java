/** Ingresses and network policies: the networking.k8s.io group. */
package org.nakhoda.api.networking;
