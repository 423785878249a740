/**
 * The form of a backup, for who writes it and for who reads it: the store, and the launcher, which must not know the store.
 *
 * <p>A backup is a gzip of lines, each one JSON object with a field that says what the line is:
 *
 * <pre>
 * {"nakhodaBackup":1, "product":..., "created":..., "cluster":..., "clusterCreated":..., "revision":...}
 * {"object":{"group", "resource", "namespace", "name", "uid", "revision"}, "document":{...}}       for every object
 * {"event":{"revision", "type", "at", "previous", and the object's}, "document":{...}}             newest first
 * {"before":{"revision"}, "document":{...}}       after an event whose predecessor's own event is not kept any more
 * {"key":{"name", "base64"}}                      for every file of keys and certificates, if asked for
 * {"end":{"lines", "sha256"}}
 * </pre>
 *
 * <p>A document stands in its line as the bytes that are stored; only one with a line break in it, or one that is no JSON
 * object, is the string {@code text} instead. The last line says how many lines stand before it, and the SHA-256 of their
 * bytes with their line breaks: a backup that was cut off or changed is never taken for a whole one.
 */
package org.nakhoda.api.backup;
