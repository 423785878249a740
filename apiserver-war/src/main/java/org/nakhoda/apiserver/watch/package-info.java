/** Watches: the store's changes, seen through selectors and a representation, framed as events. */
package org.nakhoda.apiserver.watch;
