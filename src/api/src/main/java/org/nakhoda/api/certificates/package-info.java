/** Requests for certificates: the certificates.k8s.io group. */
package org.nakhoda.api.certificates;
