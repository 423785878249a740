/**
 * The change feed: what the writer committed becomes visible here, to readers and watchers at once, and watchers that
 * begin in the past are brought up to the present without a gap.
 */
package org.nakhoda.db.watch;
