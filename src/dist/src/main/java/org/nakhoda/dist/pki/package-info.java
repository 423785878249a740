/** The cluster's certificate authority, the certificates of its parts, and the administrator's kubeconfig. */
package org.nakhoda.dist.pki;
