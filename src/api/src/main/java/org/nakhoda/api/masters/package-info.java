/** Kinds of this product's own, in the group {@code nakhoda.org}: the masters, and how one joins the others. */
package org.nakhoda.api.masters;
