/** Priority classes: the scheduling.k8s.io group. */
package org.nakhoda.api.scheduling;
