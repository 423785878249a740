/** Counts what namespaces use against their quotas. Booking what is about to be used is the API server's, at admission. */
package org.nakhoda.controllers.resourcequota;
