/**
 * Runs while this module is built, never in a cluster: reads the descriptors of the official Java client's protobuf
 * classes and packs the fields of every message that a built-in kind uses.
 */
package org.nakhoda.api.protobuf.build;
