/** Writes that the client library has no words for. */
package org.nakhoda.client.write;
