/**
 * The one writer: it plans what is waiting as a batch, commits the batch in one statement under the leadership epoch, and
 * hands it to the feed when it is durable.
 */
package org.nakhoda.db.writer;
