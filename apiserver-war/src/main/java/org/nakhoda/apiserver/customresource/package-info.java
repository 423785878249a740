/** The kinds that a cluster's users have declared, beside those that every cluster has. */
package org.nakhoda.apiserver.customresource;
