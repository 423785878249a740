/** What PostgreSQL keeps of the cluster: all objects at start, past events for watchers, and their partitions. */
package org.nakhoda.db.history;
