/** Devices and the claims to them: the resource.k8s.io group. */
package org.nakhoda.api.resource;
