/** Kubernetes' {@code Status}: the one form in which the API says that something went wrong. */
package org.nakhoda.api.status;
