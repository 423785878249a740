/**
 * Requests that the node agents answer: logs, exec, attach, port-forward, and a node's own pages. Streams are raw bytes
 * between the client and the agent; nothing here knows what they mean.
 */
package org.nakhoda.apiserver.proxy;
