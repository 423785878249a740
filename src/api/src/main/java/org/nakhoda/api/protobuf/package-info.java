/**
 * Reads the protobuf form in which Go clients may send objects of the built-in kinds, and gives the JSON tree that the
 * same client would have sent as JSON; writes a tree with the bytes that Go would have written. Pure: knows the messages by what {@link org.nakhoda.api.protobuf.build} packs,
 * and needs no protobuf library.
 */
package org.nakhoda.api.protobuf;
