/** Kubernetes' rules for names and fields, and the list of faults that they produce. */
package org.nakhoda.api.validation;
