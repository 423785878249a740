/** The Table form of objects ({@code meta.k8s.io/v1}): what {@code kubectl get} prints. Pure. */
package org.nakhoda.api.table;
