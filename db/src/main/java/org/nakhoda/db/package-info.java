/**
 * Opens the cluster store. Its contract is {@link org.nakhoda.db.store}; behind it, in the way that data flows:
 *
 * <pre>
 *   commit ──> writer ── one statement per batch ──> PostgreSQL (postgres, schema)
 *                │ when the commit has returned          │ at start, for old events
 *                v                                       v
 *   watch  <── watch (feed, ring, watchers) <──────── history
 *                │
 *                v
 *   reads  <── memory (immutable snapshots)
 * </pre>
 *
 * <p>A store is opened in this order, and closed in the reverse one: database server, schema, leadership epoch (from here
 * on nobody else can write), objects into memory, feed, writer.
 */
package org.nakhoda.db;
