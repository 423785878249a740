/**
 * The current state, as immutable snapshots that share what did not change: readers take one reference and never wait,
 * and a batch becomes visible as a whole.
 */
package org.nakhoda.db.memory;
