/**
 * What waits to be reconciled: keys only, each once, retried with growing delays. Pure data structures with an injected
 * clock; threads and timers belong to {@link org.nakhoda.client.reconcile}.
 */
package org.nakhoda.client.queue;
