/**
 * Where the database is: an external PostgreSQL, or the embedded one whose server process this package unpacks, starts,
 * adopts, restarts and stops, alone or as one of several that
 * replicate. It knows processes, files and JDBC connections, and nothing of the cluster.
 */
package org.nakhoda.db.postgres;
