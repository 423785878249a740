/**
 * Other servers' part in the API: which group version is served here and which by a service of the cluster, whether that
 * service answers, and the way of a request to it. Reads the store, writes through the API like any client.
 */
package org.nakhoda.apiserver.aggregation;
