/**
 * The Common Expression Language as Kubernetes speaks it: typed by structural schemas, with Kubernetes' own functions, and
 * limited in what an expression may cost. The one package that knows the CEL library.
 */
package org.nakhoda.apiserver.cel;
