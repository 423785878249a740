/** The cluster's state in memory, kept up to date by list and watch, one copy per kind and process. */
package org.nakhoda.client.informer;
