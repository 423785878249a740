/** The store's contract in memory, for tests of what reads it. */
package org.nakhoda.apiserver.memory;
