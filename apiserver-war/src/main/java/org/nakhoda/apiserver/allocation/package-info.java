/**
 * What a service gets from the cluster and nobody else may have: its cluster address and its node ports. Held in the
 * memory of the leading master, read from the services in the store, and reserved while a write is under way.
 */
package org.nakhoda.apiserver.allocation;
