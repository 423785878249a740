/** Kinds that a cluster's users declare: the declaration itself, and what is made of it. */
package org.nakhoda.api.apiextensions;
