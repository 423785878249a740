/**
 * Requests that somebody else answers: the node agents (logs, exec, attach, port-forward, a node's own pages), pods and services,
 * and, for what it takes to pass one on, servers that extend the API. Streams are raw bytes between the client and the other
 * side; nothing here knows what they mean.
 */
package org.nakhoda.apiserver.proxy;
