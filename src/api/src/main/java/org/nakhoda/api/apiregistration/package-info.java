/** Who serves a group version: the apiregistration.k8s.io group. */
package org.nakhoda.api.apiregistration;
