/** Pods that wait for a node: which is next, which must back off, which wait for something to change. */
package org.nakhoda.scheduler.queue;
