/**
 * The verbs on stored objects, for every kind alike: what a create, an update, a patch or a deletion is. Reads come
 * from the store's memory as bytes; writes go decode, default, admit, validate, commit.
 */
package org.nakhoda.apiserver.registry;
