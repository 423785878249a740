/** What every kind of object has in common: owners, conditions, times. Pure functions over model objects. */
package org.nakhoda.client.meta;
