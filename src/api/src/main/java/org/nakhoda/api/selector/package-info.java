/** Label and field selectors, in the text form of a query parameter and in the object form of a spec. Pure values. */
package org.nakhoda.api.selector;
