/**
 * The way of a write from a master that follows to the one that leads: with its caller's name, over the masters' own port,
 * and never twice.
 */
package org.nakhoda.apiserver.forwarding;
