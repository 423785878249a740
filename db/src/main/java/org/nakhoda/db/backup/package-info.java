/**
 * Backing the cluster's state and history up, and restoring it into an empty database. The form of a backup is
 * {@link org.nakhoda.api.backup}.
 */
package org.nakhoda.db.backup;
