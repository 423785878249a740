/**
 * Several masters as one: who belongs to them, who leads, who is primary, and how leadership moves without losing an
 * acknowledged write. The consensus below ({@link org.nakhoda.db.raft}) and the database beside
 * ({@link org.nakhoda.db.postgres}) are used through their contracts only.
 */
package org.nakhoda.db.masters;
