/** The server's figures in Prometheus' format, under Kubernetes' names where Kubernetes has one. */
package org.nakhoda.apiserver.metrics;
