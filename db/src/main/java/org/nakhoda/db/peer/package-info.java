/**
 * The masters' own port: short questions and answers, and the feed of changes, over TLS by which both sides prove to be
 * masters. Knows nothing of what is asked.
 */
package org.nakhoda.db.peer;
