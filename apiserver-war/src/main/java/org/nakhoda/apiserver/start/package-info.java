/**
 * Where everything is put together: opens the store, builds the pipeline over it, makes the cluster's default objects, and
 * tells the components when they may work.
 */
package org.nakhoda.apiserver.start;
