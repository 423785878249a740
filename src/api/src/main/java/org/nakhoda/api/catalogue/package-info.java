/**
 * The catalogue: every kind that the cluster serves, one declaration each. What is special about a kind is the
 * {@link org.nakhoda.api.catalogue.Strategy} that its declaration names; everything else is generic.
 */
package org.nakhoda.api.catalogue;
