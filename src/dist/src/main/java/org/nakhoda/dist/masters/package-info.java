/**
 * Several masters as the launcher sees them: inviting one, joining, waiting until one votes, listing, changing and leaving
 * them. Everything is asked of an API server; nothing here talks to Raft or a database.
 */
package org.nakhoda.dist.masters;
