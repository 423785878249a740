/** Workloads: the apps group. */
package org.nakhoda.api.apps;
