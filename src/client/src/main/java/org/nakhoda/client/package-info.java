/**
 * One client for every component: typed access through fabric8's client, informers, work queues and reconcilers.
 */
package org.nakhoda.client;
