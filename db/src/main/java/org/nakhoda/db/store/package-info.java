/**
 * The cluster store's contract: the only state there is. What stands behind it (memory, the one writer, PostgreSQL) is
 * package-private elsewhere in this module.
 */
package org.nakhoda.db.store;
