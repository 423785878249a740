/** Clients over HTTPS, for components that run outside the master, and how every client reads and writes JSON. */
package org.nakhoda.client.connect;
