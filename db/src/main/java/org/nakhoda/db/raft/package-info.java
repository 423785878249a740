/**
 * The masters' consensus by Apache Ratis: {@link org.nakhoda.db.masters.Consensus} and nothing else. Only this package knows Ratis.
 *
 * <p>The log holds the {@link org.nakhoda.db.masters.Roster}'s changes, a few an hour. Peers speak gRPC over mutual TLS under the
 * masters' own authority; there are no other clients, for the leader's requests are handed to its own server within the process.
 */
package org.nakhoda.db.raft;
