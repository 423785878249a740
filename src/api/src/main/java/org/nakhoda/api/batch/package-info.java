/** Work that ends: the batch group. */
package org.nakhoda.api.batch;
